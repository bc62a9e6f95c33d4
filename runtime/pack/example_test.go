package pack_test

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"log"
	"testing/fstest"

	"github.com/mica-go/mica/runtime/pack"
)

// A program is packed and signed, and opened by a host that trusts its author.
func Example() {
	program := fstest.MapFS{"app.json": {Data: []byte(`{"pages": ["pages/home/home"]}`)}}
	var b bytes.Buffer
	if err := pack.Write(&b, pack.Wxapkg, program, pack.Limits{}); err != nil {
		log.Fatal(err)
	}
	author := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)) // a real one is generated
	data, err := pack.Sign(b.Bytes(), author, 7)
	if err != nil {
		log.Fatal(err)
	}

	a, err := pack.Open(bytes.NewReader(data), int64(len(data)), pack.Options{
		Keys:       []ed25519.PublicKey{author.Public().(ed25519.PublicKey)},
		MinVersion: 7,
	})
	if err != nil {
		log.Fatal(err) // not signed, tampered with, too old
	}
	defer a.Close()
	text, err := a.ReadFile("app.json")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.Format(), a.Signature().Version, string(text))
	// Output: wxapkg 7 {"pages": ["pages/home/home"]}
}
