// Package storage keeps on disk what mini-programs store by wx.setStorage: many
// programs in one file, each under the id that the host gives it.
//
//	db, err := storage.Open("storage.db")
//	...
//	app, err := pkg.Launch(ctx, runtime.Config{Storage: db.App("wx1234567890")})
//
// A write that was acknowledged survives a crash of the process and of the
// machine: it is a transaction of bbolt, on disk before Set returns. It is a
// package of its own so that hosts which keep nothing link no database.
package storage
