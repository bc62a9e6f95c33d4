package runtime

import (
	"bytes"
	"encoding/binary"
	"time"
)

// zoneFrom and zoneTo are the years that zoneData covers.
const zoneFrom, zoneTo = 1900, 2100

// zoneData writes a time zone as TZif version 2 data (RFC 8536), for
// time.LoadLocationFromTZData in a process that has neither the zone's files nor
// the host's environment. Transitions from 1900 to 2100 are in it.
func zoneData(loc *time.Location) []byte {
	type kind struct {
		offset int
		dst    bool
		name   string
	}
	var kinds []kind
	index := func(t time.Time) byte {
		name, offset := t.Zone()
		k := kind{offset, t.IsDST(), name}
		for i := range kinds {
			if kinds[i] == k {
				return byte(i)
			}
		}
		if len(kinds) == 255 {
			return 0
		}
		kinds = append(kinds, k)
		return byte(len(kinds) - 1)
	}
	var at []int64
	var to []byte
	t := time.Date(zoneFrom, 1, 1, 0, 0, 0, 0, time.UTC).In(loc)
	index(t)
	for last := time.Date(zoneTo, 1, 1, 0, 0, 0, 0, time.UTC); ; {
		_, end := t.ZoneBounds()
		if end.IsZero() || end.After(last) {
			break
		}
		t = end
		at, to = append(at, t.Unix()), append(to, index(t))
	}
	var names, types bytes.Buffer
	for _, k := range kinds {
		dst := byte(0)
		if k.dst {
			dst = 1
		}
		types.Write(binary.BigEndian.AppendUint32(nil, uint32(k.offset)))
		types.Write([]byte{dst, byte(min(names.Len(), 255))})
		names.WriteString(k.name + "\x00")
	}
	header := func(transitions, kinds, chars int) []byte {
		b := append([]byte("TZif2"), make([]byte, 15)...)
		for _, n := range []int{0, 0, 0, transitions, kinds, chars} {
			b = binary.BigEndian.AppendUint32(b, uint32(n))
		}
		return b
	}
	out := header(0, 1, 1)                 // version 1 data, which nobody reads
	out = append(out, 0, 0, 0, 0, 0, 0, 0) // its one type and name
	out = append(out, header(len(at), len(kinds), names.Len())...)
	for _, unix := range at {
		out = binary.BigEndian.AppendUint64(out, uint64(unix))
	}
	out = append(out, to...)
	out = append(out, types.Bytes()...)
	out = append(out, names.Bytes()...)
	return append(out, "\n\n"...)
}
