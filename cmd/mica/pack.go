package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/runtime/pack"
)

// trustFlags are the flags that say whose packages are taken.
type trustFlags struct {
	keys []ed25519.PublicKey
	min  uint64
}

func (f *trustFlags) register(fl *flag.FlagSet) {
	fl.Func("key", "`file` with a public key; the package has to be signed with it, or another -key", func(name string) error {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		key, err := pack.ParsePublicKey(data)
		f.keys = append(f.keys, key)
		return err
	})
	fl.Uint64Var(&f.min, "min-version", 0, "the least version that the signature may have")
}

func (f *trustFlags) options() pack.Options {
	return pack.Options{Keys: f.keys, MinVersion: f.min}
}

// packCommand writes a program to one file.
func packCommand(_ context.Context, args []string, out, errOut io.Writer) error {
	fl := flag.NewFlagSet("pack", flag.ContinueOnError)
	target := fl.String("o", "", "`file` to write, .zip or .wxapkg; default: the folder's name with .wxapkg")
	keyFile := fl.String("sign", "", "`file` with the private key to sign with")
	version := fl.Uint64("version", 1, "the version to sign; it has to grow from one release to the next")
	force := fl.Bool("force", false, "pack a program that has errors too")
	dir, err := parseArgs(fl, args, errOut)
	if err != nil {
		return err
	}
	if *target == "" {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return err
		}
		*target = filepath.Base(abs) + ".wxapkg"
	}
	format, err := formatOf(*target)
	if err != nil {
		return err
	}
	src, err := pack.OpenFile(dir, pack.Options{})
	if err != nil {
		return err
	}
	defer src.Close()
	files, err := runtime.PackFiles(src)
	if err != nil {
		return err
	}
	if _, err := runtime.Load(files); err != nil && !*force {
		return reportDiagnostics(errOut, err)
	}
	var b bytes.Buffer
	if err := pack.Write(&b, format, files, pack.Limits{}); err != nil {
		return err
	}
	data := b.Bytes()
	if *keyFile != "" {
		if data, err = signWith(*keyFile, data, *version); err != nil {
			return err
		}
	}
	if err := os.WriteFile(*target, data, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %s\n", *target, bytesText(int64(len(data))))
	return nil
}

func formatOf(name string) (pack.Format, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".zip":
		return pack.Zip, nil
	case ".wxapkg":
		return pack.Wxapkg, nil
	}
	return "", fmt.Errorf("%s: a package is a .zip or a .wxapkg", name)
}

func signWith(keyFile string, data []byte, version uint64) ([]byte, error) {
	text, err := os.ReadFile(keyFile)
	if err != nil {
		return nil, err
	}
	key, err := pack.ParsePrivateKey(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", keyFile, err)
	}
	return pack.Sign(data, key, version)
}

// verify checks the signature of a package.
func verify(_ context.Context, args []string, out, errOut io.Writer) error {
	fl := flag.NewFlagSet("verify", flag.ContinueOnError)
	var trust trustFlags
	trust.register(fl)
	name, err := parseArgs(fl, args, errOut)
	if err != nil {
		return err
	}
	if len(trust.keys) == 0 {
		return errors.New("say by -key which public key the package has to be signed with")
	}
	a, err := pack.OpenFile(name, trust.options())
	if err != nil {
		return err
	}
	defer a.Close()
	fmt.Fprintf(out, "%s: signed by %x, version %d\n", name, []byte(a.Signature().Key[:8]), a.Signature().Version)
	return nil
}

// keygen makes a pair of keys.
func keygen(_ context.Context, args []string, out, errOut io.Writer) error {
	fl := flag.NewFlagSet("keygen", flag.ContinueOnError)
	names, err := parseAll(fl, args, errOut)
	if err != nil {
		return err
	}
	if len(names) != 1 {
		return errors.New("it takes one file name, that of the private key; the public key is written beside it, with .pub")
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	private, public, err := pack.MarshalKeys(key)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		data []byte
		perm os.FileMode
	}{{names[0], private, 0o600}, {names[0] + ".pub", public, 0o644}} {
		w, err := os.OpenFile(f.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, f.perm) // never over a key that is there
		if errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("%w; choose another name, or remove it if no package is signed with it any more", err)
		}
		if err != nil {
			return err
		}
		_, err = w.Write(f.data)
		if err := errors.Join(err, w.Close()); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "%s: keep it secret; %s.pub: hand it out\n", names[0], names[0])
	return nil
}
