package pack

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha512"
	"crypto/x509"
	"encoding/binary"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Signature is the signature of a container. It stands behind the container's last
// byte, where programs that read zip archives and .wxapkg files do not look:
//
//	the container | version, 8 bytes | public key, 32 | signature, 64 | "micasig1"
//
// Numbers are big-endian. What is signed is a line of text that says what it is,
// the version, the key and the SHA-512 of the container.
type Signature struct {
	// Version is the version of the content, as its author counts.
	Version uint64
	// Key is the public key that the signature was made with.
	Key ed25519.PublicKey

	sum []byte
}

// SignatureError tells why a container is refused.
type SignatureError struct {
	// Reason is for a person.
	Reason string
}

func (e *SignatureError) Error() string { return "package signature: " + e.Reason }

const (
	signatureMark = "micasig1"
	trailerSize   = 8 + ed25519.PublicKeySize + ed25519.SignatureSize + len(signatureMark)
)

// message is what is signed.
func (s *Signature) message(container []byte) []byte {
	sum := sha512.Sum512(container)
	m := []byte("mica mini-program package, signature 1\n")
	m = binary.BigEndian.AppendUint64(m, s.Version)
	m = append(m, s.Key...)
	return append(m, sum[:]...)
}

// Sign returns the container with a signature behind it. version has to be larger
// than that of the package it takes the place of. The error is that the container
// is signed already.
func Sign(container []byte, key ed25519.PrivateKey, version uint64) ([]byte, error) {
	if bytes.HasSuffix(container, []byte(signatureMark)) {
		return nil, &SignatureError{"the package is signed already"}
	}
	s := &Signature{Version: version, Key: key.Public().(ed25519.PublicKey)}
	out := binary.BigEndian.AppendUint64(slices.Clone(container), version)
	out = append(out, s.Key...)
	out = append(out, ed25519.Sign(key, s.message(container))...)
	return append(out, signatureMark...), nil
}

// splitSignature finds the signature at the end of a container, and the size of
// the container without it.
func splitSignature(r io.ReaderAt, size int64) (*Signature, int64, error) {
	if size < int64(trailerSize) {
		return nil, size, nil
	}
	b := make([]byte, trailerSize)
	if _, err := r.ReadAt(b, size-int64(trailerSize)); err != nil && err != io.EOF {
		return nil, 0, err
	}
	if !bytes.HasSuffix(b, []byte(signatureMark)) {
		return nil, size, nil
	}
	const key, sum, end = 8, 8 + ed25519.PublicKeySize, 8 + ed25519.PublicKeySize + ed25519.SignatureSize
	return &Signature{Version: binary.BigEndian.Uint64(b), Key: b[key:sum:sum], sum: b[sum:end:end]}, size - int64(trailerSize), nil
}

// verify checks the signature of a container, which may be nil.
func (s *Signature) verify(container []byte, keys []ed25519.PublicKey, min uint64) error {
	switch {
	case s == nil:
		return &SignatureError{"the package is not signed"}
	case !slices.ContainsFunc(keys, func(k ed25519.PublicKey) bool { return k.Equal(s.Key) }):
		return &SignatureError{fmt.Sprintf("it is made with the key %s, which is none of those that are trusted", hex.EncodeToString(s.Key[:8]))}
	case !ed25519.Verify(s.Key, s.message(container), s.sum):
		return &SignatureError{"it does not fit: the package is not what was signed"}
	case s.Version < min:
		return &SignatureError{fmt.Sprintf("the package is version %d, and the least to be run is %d", s.Version, min)}
	}
	return nil
}

// Verify checks the signature of a container as [Open] does with these Keys and
// MinVersion, and returns it. Nothing else of the container is looked at.
func Verify(container []byte, keys []ed25519.PublicKey, minVersion uint64) (*Signature, error) {
	s, n, err := splitSignature(bytes.NewReader(container), int64(len(container)))
	if err != nil {
		return nil, err
	}
	return s, s.verify(container[:n], keys, minVersion)
}

// ParsePrivateKey reads a private key in PEM, as "mica keygen" and OpenSSL write
// them (PKCS #8).
func ParsePrivateKey(data []byte) (ed25519.PrivateKey, error) {
	der, err := decodePEM(data, "PRIVATE KEY")
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, err
	}
	if k, ok := key.(ed25519.PrivateKey); ok {
		return k, nil
	}
	return nil, errNotEd25519
}

// ParsePublicKey reads a public key in PEM (PKIX).
func ParsePublicKey(data []byte) (ed25519.PublicKey, error) {
	der, err := decodePEM(data, "PUBLIC KEY")
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, err
	}
	if k, ok := key.(ed25519.PublicKey); ok {
		return k, nil
	}
	return nil, errNotEd25519
}

var errNotEd25519 = errors.New("the key is no Ed25519 key")

func decodePEM(data []byte, kind string) ([]byte, error) {
	b, _ := pem.Decode(data)
	if b == nil || b.Type != kind {
		return nil, fmt.Errorf("this is no key: a PEM file with a %s is expected", kind)
	}
	return b.Bytes, nil
}

// MarshalKeys gives both keys of a pair in PEM.
func MarshalKeys(key ed25519.PrivateKey) (private, public []byte, err error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	pub, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: pub}), nil
}
