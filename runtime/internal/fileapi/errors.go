package fileapi

import (
	"errors"
	"io/fs"
	"syscall"

	"github.com/mica-go/mica/bridge"
)

// The failures of the file system, number and text.
func fail(errno int, text string) *bridge.CallError {
	return &bridge.CallError{Errno: errno, Message: text}
}

func noSuchFile(p string) *bridge.CallError {
	return fail(1300002, "no such file or directory "+p)
}

func exists(p string) *bridge.CallError { return fail(1301005, "file already exists "+p) }

var (
	errNotPermitted = fail(1300001, "operation not permitted")
	errIO           = fail(1300005, "Input/output error")
	errBadFD        = fail(1300009, "bad file descriptor")
	errPermission   = fail(1300013, "permission denied")
	errNotDirectory = fail(1300020, "not a directory")
	errInvalid      = fail(1300022, "Invalid argument")
	errNameTooLong  = fail(1300036, "File name too long")
	errNotEmpty     = fail(1300066, "directory not empty")
	errQuota        = fail(1300202, "the maximum size of the file storage limit is exceeded")
	errBase64       = fail(1300203, "base64 encode error")
	errNoAccess     = fail(1301000, "permission denied, cannot access file path")
	errDirectory    = fail(1301003, "illegal operation on a directory")
	errPackageDir   = fail(1301004, "illegal operation on a package directory")
	errLength       = fail(1301006, "value of length is out of range")
	errOffset       = fail(1301007, "value of offset is out of range")
	errPosition     = fail(1301009, "value of position is out of range")
	errUnzip        = fail(1301102, "unzip open file fail")
	errUnzipEntry   = fail(1301103, "unzip entry fail")
	errUnzipWrite   = fail(1301104, "unzip write file fail")
	errBrotli       = fail(1301111, "brotli decompress fail")
	errNoTemp       = fail(1301112, "tempFilePath file not exist")
	errFDMode       = fail(1302001, "fail permission denied")
	errFDLimit      = fail(1302002, "excced max concurrent fd limit")
	errFlag         = fail(1302003, "invalid flag")
	errFlagMode     = fail(1302004, "permission denied when open using flag")
	errNoBuffer     = fail(1302005, "array buffer does not exist")
)

// wording gives an error of a System WeChat's words. p is the program's path.
func wording(err error, p string) *bridge.CallError {
	var ce *bridge.CallError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ce):
		return ce
	case errors.Is(err, syscall.EISDIR):
		return errDirectory
	case errors.Is(err, syscall.ENOTEMPTY):
		return errNotEmpty
	case errors.Is(err, syscall.ENOTDIR):
		return errNotDirectory
	case errors.Is(err, syscall.ENAMETOOLONG):
		return errNameTooLong
	case errors.Is(err, fs.ErrNotExist):
		return noSuchFile(p)
	case errors.Is(err, fs.ErrExist):
		return exists(p)
	case errors.Is(err, fs.ErrPermission):
		return errPermission
	case errors.Is(err, fs.ErrInvalid):
		return errInvalid
	}
	return errIO
}
