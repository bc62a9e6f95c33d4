// Package pack reads and writes mini-programs in one file: zip archives and
// WeChat's .wxapkg containers, signed or not.
//
//	a, err := pack.OpenFile("shop.wxapkg", pack.Options{}) // a folder works too
//	defer a.Close()
//	pkg, err := runtime.Load(a)
//
// In goes a file that nobody has looked at; out comes an [Archive], an fs.FS. What
// is wrong with the container is found when it is opened: names that lead out of
// it, symbolic links, names that occur twice, more or larger files than [Limits]
// allow. What a file really unpacks to is held against what the container says
// when the file is read, so a lie about a size costs no memory.
//
// A signature is an Ed25519 signature over every byte of the container and over
// the version of its content. With [Options].Keys a container is verified before
// anything of it is parsed, and one with an older version than MinVersion is
// refused.
//
// Archives are safe for concurrent use.
package pack
