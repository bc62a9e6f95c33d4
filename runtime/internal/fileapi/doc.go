// Package fileapi is wx.getFileSystemManager: it translates a program's paths,
// keeps its quota and open files, and words failures as WeChat does (spec api
// §A.7). It works on a files.System and on the files of the package; it knows
// neither JavaScript nor the bridge's messages beyond plain data.
//
// A program sees four places: its package (read only), wxfile://usr (its own
// directory), wxfile://store_N (files saved by saveFile) and wxfile://tmp_N
// (downloads and what the host handed in, read only). http://usr and the like,
// as the developer tools name them, mean the same. A Manager belongs to one app;
// it is safe for concurrent use.
package fileapi
