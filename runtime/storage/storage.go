package storage

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"sort"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// DB is an open file. It is safe for concurrent use; a file can be open in one
// process at a time.
type DB struct {
	db *bbolt.DB

	mu   sync.Mutex
	apps map[string]*Store
}

// Open opens the file, which is made when it is not there. The error says that
// it can not be read, is no such file, or is open in another process.
func Open(path string) (*DB, error) { return open(path, false) }

// open opens the file; noSync is for tests that need no durability.
func open(path string, noSync bool) (*DB, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second, NoSync: noSync, FreelistType: bbolt.FreelistMapType})
	if errors.Is(err, berrors.ErrTimeout) {
		err = errors.New("the file is open in another process")
	}
	if err != nil {
		return nil, fmt.Errorf("storage %s: %w", path, err)
	}
	return &DB{db: db, apps: make(map[string]*Store)}, nil
}

// Close closes the file. Stores of it fail afterwards.
func (d *DB) Close() error { return d.db.Close() }

// App returns the store of a program. id may be any string, such as the
// program's appid with the user's name; the same id is the same store.
func (d *DB) App(id string) *Store {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.apps[id]
	if s == nil {
		s = &Store{db: d.db, bucket: append([]byte("app:"), id...)}
		d.apps[id] = s
	}
	return s
}

// Apps returns the ids that have something stored, sorted.
func (d *DB) Apps() ([]string, error) {
	var out []string
	err := d.db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, _ *bbolt.Bucket) error {
			if id, ok := bytes.CutPrefix(name, []byte("app:")); ok {
				out = append(out, string(id))
			}
			return nil
		})
	})
	return out, err
}

// Store is what one program has stored: a runtime.Storage. It is safe for
// concurrent use.
type Store struct {
	db     *bbolt.DB
	bucket []byte

	mu sync.Mutex
	// size is the length of all keys and data, once it is known.
	size  int
	known bool
}

// maxPlainKey is how long a key may be to be kept as it is; the others are kept
// under their hash, because bbolt's keys are limited.
const maxPlainKey = 1024

// record makes the key and the value of an entry: the value begins with the
// length of the key, and the key where it is not in the record's own.
func record(key, data string) (k, v []byte) {
	if len(key) <= maxPlainKey {
		return append([]byte{'k'}, key...), append([]byte{0}, data...)
	}
	v = binary.AppendUvarint(nil, uint64(len(key)))
	return recordKey(key), append(append(v, key...), data...)
}

func recordKey(key string) []byte {
	if len(key) <= maxPlainKey {
		return append([]byte{'k'}, key...)
	}
	sum := sha256.Sum256([]byte(key))
	return append([]byte{'h'}, sum[:]...)
}

// entry takes a record apart.
func entry(k, v []byte) (key string, data []byte, err error) {
	n, used := binary.Uvarint(v)
	if used <= 0 || n > uint64(len(v)-used) || len(k) == 0 {
		return "", nil, errors.New("storage: a record is damaged")
	}
	if n == 0 {
		return string(k[1:]), v[used:], nil
	}
	return string(v[used : used+int(n)]), v[used+int(n):], nil
}

// Get returns the data of a key and whether there is any.
func (s *Store) Get(key string) (data string, found bool, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		b := tx.Bucket(s.bucket)
		if b == nil {
			return nil
		}
		k := recordKey(key)
		v := b.Get(k)
		if v == nil {
			return nil
		}
		name, d, err := entry(k, v)
		found = name == key
		data = string(d)
		return err
	})
	return data, found && err == nil, err
}

// update changes the store in one transaction; fn gives by how much the size
// changes.
func (s *Store) update(fn func(tx *bbolt.Tx) (int, error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delta := 0
	err := s.db.Update(func(tx *bbolt.Tx) error {
		var err error
		delta, err = fn(tx)
		return err
	})
	if err == nil {
		s.size += delta
	}
	return err
}

// length is what a record counts for the size.
func length(k, v []byte) int {
	key, data, err := entry(k, v)
	if v == nil || err != nil {
		return 0
	}
	return len(key) + len(data)
}

// Set stores data under a key. When it returns nil, it is on disk.
func (s *Store) Set(key, data string) error {
	return s.update(func(tx *bbolt.Tx) (int, error) {
		b, err := tx.CreateBucketIfNotExists(s.bucket)
		if err != nil {
			return 0, err
		}
		k, v := record(key, data)
		delta := len(key) + len(data) - length(k, b.Get(k))
		return delta, b.Put(k, v)
	})
}

// Remove forgets a key; one that is not there is no error.
func (s *Store) Remove(key string) error {
	return s.update(func(tx *bbolt.Tx) (int, error) {
		b := tx.Bucket(s.bucket)
		if b == nil {
			return 0, nil
		}
		k := recordKey(key)
		return -length(k, b.Get(k)), b.Delete(k)
	})
}

// Clear forgets all keys.
func (s *Store) Clear() error {
	return s.update(func(tx *bbolt.Tx) (int, error) {
		if tx.Bucket(s.bucket) == nil {
			return -s.size, nil
		}
		return -s.size, tx.DeleteBucket(s.bucket)
	})
}

// Keys returns all keys, sorted.
func (s *Store) Keys() ([]string, error) {
	var keys []string
	err := s.each(func(key string, _ int) { keys = append(keys, key) })
	sort.Strings(keys)
	return keys, err
}

// Size returns the length of all keys and data in bytes.
func (s *Store) Size() (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known {
		return s.size, nil
	}
	size := 0
	if err := s.each(func(key string, n int) { size += len(key) + n }); err != nil {
		return 0, err
	}
	s.size, s.known = size, true
	return size, nil
}

// each calls fn with every key and the length of its data.
func (s *Store) each(fn func(key string, n int)) error {
	return s.db.View(func(tx *bbolt.Tx) error {
		b := tx.Bucket(s.bucket)
		if b == nil {
			return nil
		}
		return b.ForEach(func(k, v []byte) error {
			key, data, err := entry(k, v)
			if err == nil {
				fn(key, len(data))
			}
			return err
		})
	})
}
