// Command mica loads, checks and renders WeChat-style mini-programs.
//
//	mica render PROGRAM [-page PATH | -all] [-query k=v] [-format outline|html|json] [-width 375] [-network FILE]
//	mica check PROGRAM
//	mica profile PROGRAM [-tap SELECTOR] [-trace FILE]
//	mica info PROGRAM
//	mica pack PROGRAM [-o FILE] [-sign KEY -version N]
//	mica verify FILE -key PUB [-min-version N]
//	mica keygen FILE
//	mica fmt [-l] [-w] DIR|FILE...
//	mica conform DIR...
//	mica bench [DIR]
//
// A PROGRAM is a folder, a zip archive or a .wxapkg. See "mica help" for what each command does.
package main
