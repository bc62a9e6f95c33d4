// Package chromium drives a headless Chromium for tests that compare with a browser. Nothing but tests uses it.
//
// What goes in is an HTML document and JavaScript, what comes out the value of an expression. The browser is the `chromium`
// (or google-chrome) on the PATH. Where there is none, a test that asks for one is skipped and says so; with
// CONFORM_CHROMIUM=required in the environment it fails instead.
//
// A Browser belongs to one test and is closed with it.
package chromium
