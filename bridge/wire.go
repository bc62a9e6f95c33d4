// # The wire
//
// This is version 1. Numbers are unsigned varints (7 bits in a byte, the low
// ones first, the high bit set but in the last byte); "signed" ones are zigzag
// varints (0, -1, 1, -2 as 0, 1, 2, 3); an instance "from" another is the
// signed difference. "uint32" numbers may be negative node indexes, taken as 32
// bits. Both ends keep the tables below, which begin empty, in step: a message
// can only be read after all before it. The first message of each direction
// begins with "mica" and a byte 1. Then a message is one byte and its fields:
//
//	01 batch      page, signed seq less that of the batch before, operations, 00
//	02 openPage   page, string path, value query
//	03 closePage  page
//	04 stack      count, pages
//	05 call       id, string name, page, value args
//	11 event      page, instance, signed node, string type, flags, edit if told,
//	              values detail, touches, changedTouches
//	              flags: 1 bubbles, 2 composed, 4 capture, 8 gesture, 10 edit
//	12 ack        page, seq
//	13 reply      id, flags, then value result, or signed errno, string message
//	              flags: 1 more, 2 error
//	14 control    string name, value args
//
// # Values and strings
//
// A value is a byte, and what follows it:
//
//	00 undefined   01 null   02 false   03 true
//	04 signed      a whole number up to 2^53 either way, but for -0
//	05 8 bytes     any other number, IEEE 754, low byte first
//	06 length      a string, WTF-8
//	07 slot        the string in that slot of the table
//	08 number      the string with its decimal digits
//	09 count       2 to 64 strings with spaces between, none of which is 09 or 11-1f
//	0a count       an array: values
//	0b slot        an object with the keys in that slot of the table of keys: values
//	0c count       an object: strings for keys, distinct and in JavaScript's order; values
//	0d             an opaque value: strings class and text
//	0e             the same, and 8 bytes: its number
//	0f             only in a create: the value remembered of that hole
//	10             only in a create: that value plus one; see below
//	11-1f          like 09, with 2 to 16 strings
//	20-3f          a string of 0 to 31 bytes
//	40-7f          the number 0 to 63
//	80-ff          the string in slot 0 to 127 of the table
//
// A string (a name, a key, a word) is the same without 00-05, 0a-10; there 40-7f
// are the digits of 0 to 63.
//
// The table of strings has 4096 slots that are filled in order, over and over.
// Every string of 2 to 64 bytes that comes as 06, 09, 11-1f or 20-3f enters it,
// the words before the whole. The table of keys has 256 slots; the keys of every
// 0c with 1 to 32 keys of up to 1024 bytes together enter it.
//
// # Operations
//
// The low half of the first byte is the kind, the high half flags. "The last
// instance" is that of the operation before, whatever its batch; "the one made
// last" that of the create before. They begin as 0, as does everything else that
// is remembered. Operations 6 to 9 are about the last instance where flag 10 is
// set, else about one that is told from it.
//
//	0 end
//	1 define     skeleton: id; count, nodes; count, holes
//	2 create     [skeleton id] [instance from the one made last] [place] values
//	             40: skeleton told, else the one that followed last time on the
//	             skeleton of the create before; 80: instance told, else the next
//	             number; 00, 10, 20 of flags 30: parent, node and shadow as at the
//	             skeleton's last create; so, but the parent's number as far off as
//	             then; told: node*2 + shadow, parent from the instance
//	3 create     in front of another: after the place, before from the instance
//	4 move       [instance from the last] [before from the instance]
//	             10, 20: the number after, before the last instance; 40: to the
//	             end; 80: in front of the last instance
//	5 remove     [instance from the last]; 10, 20 as of move
//	6 set        [instance] [hole] value; the hole is the high three bits, or
//	             told where they are 7
//	7 component  [instance] [uint32 node, string path]; 20: virtual; 40: as told
//	             last of an instance just made of the same skeleton; 80: unstyled
//	8 slot       [instance] [uint32 node] [count] roots, each the instance from
//	             the root before, at first from the slot's, and a uint32 node; 20:
//	             one root, node 0; 40: the node of the last slot; 80: the first root
//	             is the instance after the last root of the last slot
//	9 layer      [instance] uint32 node, layer byte, [edit], value; 20: edit told
//	a define     again: id of a skeleton that is known
//
// A node of a skeleton is its kind, its own index less its parent's (signed), a
// number that says what is there (1 tag, 2 text, 4 id, 8 style, 10 class,
// 20 slot, 40 name, 80 attrs, 100 data, 200 events), and that: the strings tag,
// text, id, style, slot, name; count and scope, name of each class; count and
// name, value of attrs, then of data; count and events. A hole is its kind, a
// uint32 node and a string name.
//
// The values of a create are those of its skeleton's holes. For each hole the
// value of the skeleton's last create is remembered, however told: primitives and arrays that
// took up to 64 bytes and have up to 128 bytes of text, undefined for any
// other. Plus one is, for a whole number, the next; for a string of up to 63
// bytes, the string with the last number in it (up to 15 digits) counted up:
// "/images/p9.png" is followed by "/images/p10.png". A component's path of up to
// 64 bytes is remembered.
//
// # Example
//
// A page of one view around the text "Hello you", and then "Hello all":
//
//	6d 69 63 61 01                the first message
//	01 01 02                      batch of page 1, seq 0 + 1
//	01 01 02                      define skeleton 1, two nodes
//	00 02 01 24 76 69 65 77       element, parent -1, tag "view" (slot 0)
//	01 02 00                      text, parent 0, nothing else
//	01 00 01 20                   one hole: text of node 1, no name
//	42 01                         create, skeleton 1; instance 1, the page's root
//	11 25 48 65 6c 6c 6f          two words: "Hello" (slot 1)
//	23 79 6f 75                   "you" (slot 2); "Hello you" is slot 3
//	00                            end
//
//	01 01 02                      batch of page 1, seq 1 + 1
//	16                            set hole 0 of the last instance
//	11 81 23 61 6c 6c             two words: slot 1, "all"
//	00                            end
package bridge
