package fileapi

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode/utf16"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// bytesOf gives the bytes that a value stands for, nil for none (see
// bridge.Call: an object with the one field base64).
func bytesOf(v value.Value) []byte {
	o := v.AsObject()
	if o == nil || o.Len() != 1 {
		return nil
	}
	s, ok := o.Get("base64").AsString()
	if !ok {
		return nil
	}
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return nil
	}
	if b == nil {
		b = []byte{}
	}
	return b
}

func bytesValue(b []byte) value.Value {
	o := value.NewObject()
	o.Put("base64", value.String(base64.StdEncoding.EncodeToString(b)))
	return value.FromObject(o)
}

// decodeText makes text of bytes.
func decodeText(b []byte, encoding string) (value.Value, *bridge.CallError) {
	switch strings.ToLower(encoding) {
	case "utf8", "utf-8":
		return value.String(strings.ToValidUTF8(string(b), "\ufffd")), nil
	case "base64":
		return value.String(base64.StdEncoding.EncodeToString(b)), nil
	case "hex":
		return value.String(hex.EncodeToString(b)), nil
	case "ascii", "latin1", "binary":
		var s strings.Builder
		s.Grow(len(b))
		mask := byte(0xff)
		if strings.EqualFold(encoding, "ascii") {
			mask = 0x7f
		}
		for _, c := range b {
			s.WriteRune(rune(c & mask))
		}
		return value.String(s.String()), nil
	case "ucs2", "ucs-2", "utf16le", "utf-16le":
		units := make([]uint16, len(b)/2)
		for k := range units {
			units[k] = uint16(b[2*k]) | uint16(b[2*k+1])<<8
		}
		return value.String(string(utf16.Decode(units))), nil
	}
	return value.Value{}, errInvalid
}

// encodeText makes bytes of text.
func encodeText(s, encoding string) ([]byte, *bridge.CallError) {
	switch strings.ToLower(encoding) {
	case "", "utf8", "utf-8":
		return []byte(strings.ToValidUTF8(s, "\ufffd")), nil
	case "base64":
		b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
		if err != nil {
			return nil, errBase64
		}
		return b, nil
	case "hex":
		b, err := hex.DecodeString(s)
		if err != nil {
			return nil, errInvalid
		}
		return b, nil
	case "ascii", "latin1", "binary":
		units := utf16.Encode([]rune(s))
		b := make([]byte, len(units))
		for k, u := range units {
			b[k] = byte(u)
		}
		return b, nil
	case "ucs2", "ucs-2", "utf16le", "utf-16le":
		units := utf16.Encode([]rune(s))
		b := make([]byte, 0, 2*len(units))
		for _, u := range units {
			b = append(b, byte(u), byte(u>>8))
		}
		return b, nil
	}
	return nil, errInvalid
}

// input gives the bytes of the option data, a string in the option encoding or
// an ArrayBuffer.
func (o options) input() ([]byte, *bridge.CallError) {
	v := o.o.Get("data")
	if b := bytesOf(v); b != nil {
		return b, nil
	}
	s, ok := v.AsString()
	if !ok {
		return nil, fail(1001, "parameter error: parameter.data should be String or ArrayBuffer")
	}
	return encodeText(s, o.str("encoding"))
}
