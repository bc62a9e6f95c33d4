// Package files holds the places where a host lets a mini-program keep files:
// what wx.getFileSystemManager writes to.
//
// A [System] is a small writable file system. [Memory] keeps everything in
// memory and is what an app gets unless the host says otherwise; [Dir] is a
// directory of the host, entered through an os.Root, so that no name and no
// symbolic link leads out of it. A host that keeps files elsewhere implements
// the six methods itself.
//
// Package runtime translates the program's paths. Below the root of a System it
// uses three directories: usr (wx.env.USER_DATA_PATH), store (wx.saveFile) and
// tmp (downloads and what the host hands in, removed when the app closes).
// Quotas are kept there too; a System need not have any.
package files
