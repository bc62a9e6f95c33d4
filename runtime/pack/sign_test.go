package pack_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/mica-go/mica/runtime/pack"
)

func key(b byte) ed25519.PrivateKey { return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, 32)) }

func public(b byte) ed25519.PublicKey { return key(b).Public().(ed25519.PublicKey) }

func signed(t testing.TB, format pack.Format, k byte, version uint64) []byte {
	t.Helper()
	data, err := pack.Sign(write(t, format, fstest.MapFS{"app.json": {Data: []byte(`{}`)}, "b.js": {Data: []byte("1")}}), key(k), version)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestSignature(t *testing.T) {
	for _, test := range []struct {
		name    string
		data    []byte
		keys    []ed25519.PublicKey
		version uint64
		want    string
	}{
		{"fits", signed(t, pack.Zip, 1, 7), []ed25519.PublicKey{public(1)}, 0, ""},
		{"fits one of two", signed(t, pack.Wxapkg, 2, 7), []ed25519.PublicKey{public(1), public(2)}, 7, ""},
		{"nobody asks", signed(t, pack.Wxapkg, 2, 7), nil, 0, ""},
		{"another's", signed(t, pack.Zip, 3, 7), []ed25519.PublicKey{public(1), public(2)}, 0, "none of those that are trusted"},
		{"none", write(t, pack.Zip, program), []ed25519.PublicKey{public(1)}, 0, "not signed"},
		{"too old", signed(t, pack.Zip, 1, 7), []ed25519.PublicKey{public(1)}, 8, "the package is version 7, and the least to be run is 8"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, err := open(test.data, pack.Options{Keys: test.keys, MinVersion: test.version})
			if test.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				if a.Signature().Version != 7 {
					t.Errorf("the signature is %v", a.Signature())
				}
				if data, err := fs.ReadFile(a, "b.js"); string(data) != "1" || err != nil {
					t.Errorf("%q, %v", data, err)
				}
				return
			}
			var refused *pack.SignatureError
			if !errors.As(err, &refused) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
			if _, err := pack.Verify(test.data, test.keys, test.version); !errors.As(err, &refused) {
				t.Errorf("Verify: %v", err)
			}
		})
	}
}

// No byte can be changed, taken away or added, with a signature demanded.
func TestTampering(t *testing.T) {
	for _, format := range []pack.Format{pack.Zip, pack.Wxapkg} {
		data := signed(t, format, 1, 7)
		opts := pack.Options{Keys: []ed25519.PublicKey{public(1)}}
		try := func(what string, at int, data []byte) {
			if _, err := open(data, opts); err == nil {
				t.Errorf("%s: %s at byte %d is not found", format, what, at)
			}
		}
		if _, err := open(data, opts); err != nil {
			t.Fatal(err)
		}
		for i := range data {
			for bit := range 8 {
				try("a flipped bit", i, patched(data, i, data[i]^1<<bit))
			}
			try("an end", i, data[:i])
			try("a byte taken away", i, append(bytes.Clone(data[:i]), data[i+1:]...))
			try("a byte more", i, append(append(bytes.Clone(data[:i]), 0), data[i:]...))
		}
		try("a byte more", len(data), append(bytes.Clone(data), 0))
		const trailer, version = 8 + 32 + 64 + 8, 8
		other := signed(t, format, 1, 8)
		at := len(data) - trailer + version
		try("another version's signature", at, append(bytes.Clone(data[:at]), other[at:]...))
	}
}

func TestSignTwice(t *testing.T) {
	if _, err := pack.Sign(signed(t, pack.Zip, 1, 1), key(1), 2); err == nil {
		t.Error("a signed package was signed again")
	}
}

func TestKeys(t *testing.T) {
	private, pub, err := pack.MarshalKeys(key(1))
	if err != nil {
		t.Fatal(err)
	}
	if k, err := pack.ParsePrivateKey(private); err != nil || !k.Equal(key(1)) {
		t.Error(k, err)
	}
	if k, err := pack.ParsePublicKey(pub); err != nil || !k.Equal(public(1)) {
		t.Error(k, err)
	}
	for _, data := range [][]byte{nil, []byte("x"), private, bytes.Replace(pub, []byte("MCow"), []byte("MCox"), 1)} {
		if _, err := pack.ParsePublicKey(data); err == nil {
			t.Errorf("%q was taken for a public key", data)
		}
	}
	if _, err := pack.ParsePrivateKey(pub); err == nil {
		t.Error("a public key was taken for a private one")
	}
}
