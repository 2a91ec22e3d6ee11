// Judges a log by the tools that Go checks its modules with: golang.org/x/mod/sumdb, note and tlog.
// They share no code with ours, and are older than the formats of C2SP, which grew out of theirs.
//
//	tlog_judge files FOLDER KEY WITNESSKEY REQUEST… -- BUNDLE…
//	tlog_judge cases
//
// files: an exported log. REQUEST is what 'log request' wrote, BUNDLE a certificate's: its proofs, and
// that its salts open what the log says of allocation runs.
// cases: proofs on the standard input, as tlog_cases writes them, each with our verdict.
// Exit 1, with the reason, at the first thing that is not as it should be.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func demand(good bool, format string, args ...interface{}) {
	if !good {
		panic(fmt.Errorf(format, args...))
	}
}

func read(path string) []byte {
	data, err := os.ReadFile(path)
	must(err)
	return data
}

// ---- checkpoints ----

// A witness's signatures are of a type that note does not know: it takes verifiers of others.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }
func (w witness) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(w.key, append([]byte(head), msg...), sig[8:])
}

func newWitness(text string) note.Verifier {
	part := strings.SplitN(text, "+", 3)
	demand(len(part) == 3, "not a key: %s", text)
	key, err := base64.StdEncoding.DecodeString(part[2])
	must(err)
	demand(len(key) == 1+ed25519.PublicKeySize && key[0] == 4, "not a witness's key: %s", text)
	digest := sha256.Sum256(append([]byte(part[0]+"\n"), key...))
	hash := binary.BigEndian.Uint32(digest[:])
	demand(fmt.Sprintf("%08x", hash) == part[1], "not the id of its key: %s", text)
	return witness{part[0], hash, key[1:]}
}

// A checkpoint differs from what tlog.ParseTree reads in its first line alone, the log's name.
func openCheckpoint(text []byte, log note.Verifier, more ...note.Verifier) (tlog.Tree, *note.Note, error) {
	opened, err := note.Open(text, note.VerifierList(append([]note.Verifier{log}, more...)...))
	if err != nil {
		return tlog.Tree{}, nil, err
	}
	if !strings.HasPrefix(opened.Text, log.Name()+"\n") {
		return tlog.Tree{}, nil, fmt.Errorf("the checkpoint is of another log")
	}
	rest := opened.Text[len(log.Name()):]
	tree, err := tlog.ParseTree([]byte("go.sum database tree" + rest))
	return tree, opened, err
}

// ---- files ----

type folder string

// "tile/8/1/x001/067.p/3" is "tile/1/x001/067.p/3" here, and data are entries.
func (f folder) path(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
	return filepath.Join(string(f), "tile", strings.Replace(path, "data/", "entries/", 1))
}
func (f folder) Height() int { return height }
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(f.path(tile))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}
func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) entries(size int64) [][]byte {
	var all [][]byte
	for n := int64(0); n<<height < size; n++ {
		width := size - n<<height
		if width > 1<<height {
			width = 1 << height
		}
		data := read(f.path(tlog.Tile{H: height, L: -1, N: n, W: int(width)}))
		for i := int64(0); i < width; i++ {
			demand(len(data) >= 2, "entry bundle %d is cut off", n)
			end := 2 + int(binary.BigEndian.Uint16(data))
			demand(len(data) >= end, "entry bundle %d is cut off", n)
			all = append(all, data[2:end])
			data = data[end:]
		}
		demand(len(data) == 0, "entry bundle %d has more entries than it should", n)
	}
	return all
}

// Every hash of the tree by tlog's own way of building one: all that its readers may ask for.
func build(entries [][]byte) tlog.HashReaderFunc {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var list []tlog.Hash
		for _, index := range indexes {
			list = append(list, stored[index])
		}
		return list, nil
	})
	for n, entry := range entries {
		hashes, err := tlog.StoredHashes(int64(n), entry, reader)
		must(err)
		stored = append(stored, hashes...)
	}
	return reader
}

func judgeFiles(args []string) {
	files := folder(args[0])
	log, err := note.NewVerifier(args[1])
	must(err)
	tree, opened, err := openCheckpoint(read(filepath.Join(args[0], "checkpoint")), log, newWitness(args[2]))
	must(err)
	demand(len(opened.Sigs) == 2, "signed by %d of log and witness", len(opened.Sigs))
	entries := files.entries(tree.N)
	reader := build(entries)
	root, err := tlog.TreeHash(tree.N, reader)
	must(err)
	demand(root == tree.Hash, "the entries do not give the root")
	// Each tile as tlog would store it; it names partial ones of every width, and we have the last.
	for _, tile := range tlog.NewTiles(height, 0, tree.N) {
		if tile.W < 1<<height && tile.N<<height+int64(tile.W) != tree.N>>uint(height*tile.L) {
			continue
		}
		expected, err := tlog.ReadTileData(tile, reader)
		must(err)
		demand(bytes.Equal(read(files.path(tile)), expected), "tile %s", tile.Path())
	}
	// And by its reader, which trusts nothing but the root.
	tiles := tlog.TileHashReader(tree, files)
	for n := range entries {
		hashes, err := tiles.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(n))})
		must(err)
		demand(hashes[0] == tlog.RecordHash(entries[n]), "entry %d", n)
	}
	requests, proven := 0, 0
	rest := args[3:]
	for ; len(rest) > 0 && rest[0] != "--"; rest = rest[1:] {
		judgeRequest(rest[0], log, tree, tiles, reader)
		requests++
	}
	for _, path := range rest[1:] {
		proven += judgeBundle(path, log, entries, tiles)
	}
	demand(requests > 0 && proven > 0, "nothing was proven")
	fmt.Printf("agreed: %d entries, %d extensions, %d proofs\n", len(entries), requests, proven)
}

func readHashes(lines []string) []tlog.Hash {
	list := []tlog.Hash{}
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		must(err)
		list = append(list, hash)
	}
	return list
}

func sameHashes(a, b []tlog.Hash) bool {
	same := len(a) == len(b)
	for i := 0; same && i < len(a); i++ {
		same = a[i] == b[i]
	}
	return same
}

// Lines before an empty one, and the checkpoint behind it.
func cut(path, text string) ([]string, []byte) {
	at := strings.Index(text, "\n\n")
	demand(at >= 0, "%s: no checkpoint", path)
	return strings.Split(text[:at], "\n"), []byte(text[at+2:])
}

func judgeRequest(path string, log note.Verifier, tree tlog.Tree, tiles, reader tlog.HashReader) {
	lines, checkpoint := cut(path, string(read(path)))
	asked, _, err := openCheckpoint(checkpoint, log)
	must(err)
	demand(asked == tree, "%s: another tree", path)
	old, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "old "), 10, 64)
	must(err)
	proof := readHashes(lines[1:])
	if old == 0 {
		demand(len(proof) == 0, "%s: a proof from nothing", path)
		return
	}
	oldRoot, err := tlog.TreeHash(old, reader)
	must(err)
	must(tlog.CheckTree(proof, asked.N, asked.Hash, old, oldRoot))
	theirs, err := tlog.ProveTree(asked.N, old, tiles)
	must(err)
	demand(sameHashes(proof, theirs), "%s: not the proof that tlog makes", path)
}

type proven struct{ Entry, Proof string }

// The index, the hashes and the checkpoint of a C2SP tlog-proof.
func readProof(text string) (int64, tlog.RecordProof, []byte, error) {
	at := strings.Index(text, "\n\n")
	if at < 0 {
		return 0, nil, nil, fmt.Errorf("no checkpoint")
	}
	lines := strings.Split(text[:at], "\n")
	if len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		return 0, nil, nil, fmt.Errorf("no proof")
	}
	index, err := strconv.ParseInt(lines[1][len("index "):], 10, 64)
	if err != nil {
		return 0, nil, nil, err
	}
	proof := tlog.RecordProof{}
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, nil, err
		}
		proof = append(proof, hash)
	}
	return index, proof, []byte(text[at+2:]), nil
}

func checkProof(entry, text string, log note.Verifier) error {
	index, proof, checkpoint, err := readProof(text)
	if err != nil {
		return err
	}
	tree, _, err := openCheckpoint(checkpoint, log)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash([]byte(entry)))
}

type allocation struct {
	Entry  string
	Hashes []string
	Index  int64
}

type bundle struct {
	Intervals struct {
		Lines []struct{ OrderLineID string }
		Lots  []string
		Rows  [][]interface{}
	}
	Log struct {
		Allocations []allocation
		Entries     []proven
	}
}

// "lot lo hi commitment" of every row of the runs.
func publishedRows(each allocation, rows map[string]bool) {
	var entry struct {
		Kind string
		Body struct{ Rows [][]interface{} }
	}
	must(json.Unmarshal([]byte(each.Entry), &entry))
	demand(entry.Kind == "allocation_run", "an entry of %s", entry.Kind)
	for _, row := range entry.Body.Rows {
		rows[fmt.Sprintf("%s %.0f %.0f %s", row...)] = true
	}
}

// SHA-256 of the label, the salt, and what the row of the run says.
func opens(from bundle, row []interface{}, rows map[string]bool) bool {
	number := func(i int) int { return int(row[i].(float64)) }
	salt, err := hex.DecodeString(row[10].(string))
	must(err)
	line := from.Intervals.Lines[number(3)].OrderLineID
	text := fmt.Sprintf(`{"hi":%d,"lo":%d,"order_line_id":"%s"}`, number(9), number(8), line)
	digest := sha256.Sum256([]byte("loopledger commitment v1" + string(salt) + text))
	lot := from.Intervals.Lots[number(0)]
	return rows[fmt.Sprintf("%s %d %d %x", lot, number(6), number(7), digest)]
}

func judgeAllocations(path string, from bundle, log note.Verifier) {
	_, _, checkpoint, err := readProof(from.Log.Entries[0].Proof)
	must(err)
	tree, _, err := openCheckpoint(checkpoint, log)
	must(err)
	rows := map[string]bool{}
	for _, each := range from.Log.Allocations {
		leaf := tlog.RecordHash([]byte(each.Entry))
		must(tlog.CheckRecord(readHashes(each.Hashes), tree.N, tree.Hash, each.Index, leaf))
		publishedRows(each, rows)
	}
	for i, row := range from.Intervals.Rows {
		demand(opens(from, row, rows), "%s: interval %d opens nothing", path, i)
	}
}

func judgeBundle(path string, log note.Verifier, entries [][]byte, tiles tlog.HashReader) int {
	var from bundle
	must(json.Unmarshal(read(path), &from))
	judgeAllocations(path, from, log)
	for _, each := range from.Log.Entries {
		must(checkProof(each.Entry, each.Proof, log))
		index, proof, checkpoint, err := readProof(each.Proof)
		must(err)
		tree, _, err := openCheckpoint(checkpoint, log)
		must(err)
		theirs, err := tlog.ProveRecord(tree.N, index, tiles)
		must(err)
		demand(sameHashes(proof, theirs), "%s: not the proof that tlog makes", path)
		demand(string(entries[index]) == each.Entry, "%s: not the entry at that index", path)
	}
	return len(from.Log.Entries) + len(from.Log.Allocations)
}

// ---- cases ----

// Of inclusion, or, with a root, of extension.
type proofCase struct {
	Entry, Proof   string
	Old, Size      int64
	OldRoot, Root  string
	Hashes         []string
	What           string
	Taken, Hostile bool
}

func extends(each proofCase) error {
	roots := readHashes([]string{each.OldRoot, each.Root})
	return tlog.CheckTree(readHashes(each.Hashes), each.Size, roots[1], each.Old, roots[0])
}

func judgeCases() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<20)
	demand(lines.Scan(), "no key")
	log, err := note.NewVerifier(lines.Text())
	must(err)
	taken, refused := 0, 0
	for lines.Scan() {
		var each proofCase
		must(json.Unmarshal(lines.Bytes(), &each))
		var why error
		if each.Root != "" {
			why = extends(each)
		} else {
			why = checkProof(each.Entry, each.Proof, log)
		}
		demand((why == nil) == each.Taken, "%s: taken by us: %v; tlog says: %v\n%s", each.What, each.Taken, why, lines.Text())
		demand(!each.Hostile || why != nil, "%s: taken by both\n%s", each.What, lines.Text())
		if each.Taken {
			taken++
		} else {
			refused++
		}
	}
	must(lines.Err())
	demand(taken > 0 && refused > taken, "%d taken, %d refused: nothing was tried", taken, refused)
	fmt.Printf("agreed: %d proofs taken, %d refused\n", taken, refused)
}

func main() {
	defer func() {
		if why := recover(); why != nil {
			fmt.Fprintln(os.Stderr, "tlog_judge:", why)
			os.Exit(1)
		}
	}()
	switch {
	case len(os.Args) >= 7 && os.Args[1] == "files":
		judgeFiles(os.Args[2:])
	case len(os.Args) == 2 && os.Args[1] == "cases":
		judgeCases()
	default:
		fmt.Fprintln(os.Stderr, "usage: tlog_judge files FOLDER KEY WITNESSKEY REQUEST... -- BUNDLE... | cases")
		os.Exit(2)
	}
}
