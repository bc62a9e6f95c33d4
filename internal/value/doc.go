// Package value holds the data value that templates, WXS, the bridge and the
// sandbox share.
//
// A [Value] is a 24-byte tagged union: undefined, null, boolean, number,
// string, array, object, function or an opaque extension. Numbers, booleans
// and strings are held without allocation. Strings are stored as WTF-8, that
// is UTF-8 in which a lone UTF-16 surrogate keeps its three-byte form, so that
// every JavaScript string survives the trip and lengths and indexes can be
// given in UTF-16 units (see [UTF16Len], [UTF16At]).
//
// Arrays and objects are immutable once they have been handed on, and shared:
// a path update (see [Editor]) copies only the containers along the path, so
// whatever did not change keeps its identity and [Identical] proves it in one
// comparison. Objects are a [Shape], the ordered list of keys, and a slice of
// values; objects made one after the other with the same keys share a shape
// through a [Shapes] table of their maker.
//
// Values, arrays, objects and shapes may be read by any number of goroutines.
// The methods that say so ([Array.Append], [Object.Put] and others) are for the
// maker of a container alone, before it hands the container on. [Shapes] and
// [Editor] belong to one goroutine at a time.
package value
