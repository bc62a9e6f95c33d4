// Command mica loads, checks and renders WeChat-style mini-programs.
//
//	mica render DIR [-page PATH] [-query k=v] [-format outline|html|json] [-width 375] [-network FILE]
//	mica check DIR
//	mica fmt [-l] [-w] DIR|FILE...
//	mica conform DIR...
//	mica bench [DIR]
//
// See "mica help" for what each command does.
package main
