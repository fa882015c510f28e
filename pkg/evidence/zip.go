package evidence

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/klauspost/compress/zstd"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
)

// Limits of an archive. Logs of tens of thousands of samples keep well within them.
const (
	maxEntries  = 100_000
	maxEntry    = 64 << 20  // bytes of one unpacked file
	maxUnpacked = 256 << 20 // bytes of all that are unpacked
	freeRatio   = 1 << 20   // bytes that any file may unpack to
	maxRatio    = 200       // bytes of a file for each byte of it in the archive, beyond those
)

// Methods of compression.
const methodZstd = zstd.ZipMethodWinZip

// archive is a zip archive whose every name and kind has been looked at, and of which only so much is unpacked.
type archive struct {
	files map[string]*zip.File
	names []string // in the archive's order
	left  int64    // bytes that may still be unpacked
}

// openArchive refuses an archive that holds what no log has: names that lead outside, names twice, links, encryption.
func openArchive(data []byte) (*archive, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	switch {
	case err != nil && !errors.Is(err, zip.ErrInsecurePath):
		return nil, refuse(Archive, "the zip archive is damaged or cut off (%v); get the file again", err)
	case len(r.File) > maxEntries:
		return nil, refuse(Archive, "the zip archive has %d files; at most %d are read", len(r.File), maxEntries)
	}
	r.RegisterDecompressor(methodZstd, zstd.ZipDecompressor(zstd.WithDecoderMaxMemory(maxEntry), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true)))
	a := &archive{files: make(map[string]*zip.File, len(r.File)), left: maxUnpacked}
	for _, f := range r.File {
		problem := ""
		switch _, twice := a.files[f.Name]; {
		case !fs.ValidPath(trimSlash(f.Name)) || !cleanName(trimSlash(f.Name)):
			problem = "leads outside of the archive, or is not a clean path"
		case twice:
			problem = "is in it twice"
		case f.Flags&1 != 0:
			problem = "is encrypted"
		case f.Mode()&^(fs.ModePerm|fs.ModeDir) != 0:
			problem = "is a link or no plain file"
		case f.Method != zip.Store && f.Method != zip.Deflate && f.Method != methodZstd:
			problem = fmt.Sprintf("is packed by method %d; stored, deflate and zstd are read", f.Method)
		}
		if problem != "" {
			return nil, refuse(Archive, "the file %.80q of the zip archive %s", f.Name, problem)
		}
		a.files[f.Name] = f
		a.names = append(a.names, f.Name)
	}
	return a, nil
}

func trimSlash(name string) string {
	if n := len(name); n > 0 && name[n-1] == '/' {
		return name[:n-1]
	}
	return name
}

// read unpacks a file that is there.
func (a *archive) read(name string) ([]byte, error) {
	f := a.files[name]
	most := min(maxEntry, a.left)
	if ratio := int64(min(f.CompressedSize64, maxEntry))*maxRatio + freeRatio; ratio < most {
		most = ratio
	}
	r, err := f.Open()
	var data []byte
	if err == nil {
		data, err = io.ReadAll(io.LimitReader(r, most+1))
		_ = r.Close()
	}
	switch {
	case int64(len(data)) > most, errors.Is(err, zstd.ErrDecoderSizeExceeded), errors.Is(err, zstd.ErrWindowSizeExceeded):
		return nil, refuse(Bomb, "%q unpacks to more than %d bytes from %d: a zip bomb, or a log too large to import", name, most, f.CompressedSize64)
	case err != nil:
		return nil, refuse(Archive, "%q in the zip archive is damaged (%v); get the file again", name, err)
	}
	a.left -= int64(len(data))
	return data, nil
}

// document reads a JSON file that is there.
func (a *archive) document(name string) (node, error) {
	data, err := a.read(name)
	if err != nil {
		return node{}, err
	}
	n, err := document(data, name)
	var e *strictjson.Error
	if errors.As(err, &e) {
		err = within(name, err)
	}
	return n, err
}
