package pylib

// fileRows is file objects and pathlib. Reading and writing a local file is IO
// but does not block: nothing else must happen first.
func fileRows() library {
	const text, binary, path = "io.TextIOWrapper.", "io.BufferedIOBase.", "pathlib.Path."
	io := func(returns string) Call {
		return Call{Does: IO, GIL: GILReleased, Returns: returns}
	}
	lines := func(item string) Call {
		return Call{Does: IO, GIL: GILReleased, Returns: "list", Yields: item}
	}
	out := []family{
		{text, "read(size) readline(size)", io("str")},
		{text, "readlines(hint)", lines("str")},
		{text, "write(s) seek(cookie,whence) tell() fileno()", io("int")},
		{text, "flush() writelines(lines) truncate(pos)", io("None")},
		{text, "close()", Call{Does: IO | Closes, GIL: GILReleased, Returns: "None"}},
		{text, "isatty() readable() writable() seekable()", Call{Does: Probe, Returns: "bool"}},
		{binary, "read(size) readline(size) read1(size)", io("bytes")},
		{binary, "readlines(hint)", lines("bytes")},
		{binary, "readinto(b) write(b) seek(pos,whence) tell() fileno()", io("int")},
		{binary, "flush() writelines(lines) truncate(pos)", io("None")},
		{binary, "close()", Call{Does: IO | Closes, GIL: GILReleased, Returns: "None"}},
		{"io.StringIO.", "getvalue() read(size) readline(size)", Call{Does: Pure, GIL: GILHeld, Returns: "str"}},
		{"io.StringIO.", "write(s)", Call{Does: Mutates, GIL: GILHeld, Returns: "int"}},
		{"io.BytesIO.", "getvalue() read(size) readline(size)", Call{Does: Pure, GIL: GILHeld, Returns: "bytes"}},
		{"io.BytesIO.", "write(b)", Call{Does: Mutates, GIL: GILHeld, Returns: "int"}},
		{path, "exists() is_file() is_dir() is_symlink() is_absolute()", Call{Does: Probe | IO, GIL: GILReleased, Returns: "bool"}},
		{path, "stat()", Call{Does: Probe | IO, GIL: GILReleased, Returns: "os.stat_result", Raises: true}},
		{path, "read_text(encoding,errors)", io("str")},
		{path, "read_bytes()", io("bytes")},
		{path, "write_text(data,encoding,errors,newline) write_bytes(data)", io("int")},
		{path, "mkdir(mode,parents,exist_ok) touch(mode,exist_ok) unlink(missing_ok) rmdir() chmod(mode)", io("None")},
		{path, "iterdir() glob(pattern) rglob(pattern)", Call{Does: IO, GIL: GILReleased, Returns: "types.GeneratorType", Yields: "pathlib.Path"}},
		{path, "rename(target) replace(target) resolve(strict) expanduser()", io("pathlib.Path")},
		{path, "joinpath() with_suffix(suffix) with_name(name) absolute() relative_to()", Call{Does: Pure, GIL: GILHeld, Returns: "pathlib.Path"}},
		{path, "as_posix()", Call{Does: Pure, GIL: GILHeld, Returns: "str"}},
		{path, "cwd() home()", Call{Does: Probe | IO, Returns: "pathlib.Path"}},
		{path, "open(mode,buffering,encoding,errors,newline)", Call{Does: IO, GIL: GILReleased, Returns: "io.TextIOWrapper", Raises: true}},
		{"shutil.", "copy(src,dst) copy2(src,dst) copyfile(src,dst) copytree(src,dst) move(src,dst)", Call{Does: IO, GIL: GILReleased, Returns: "str"}},
		{"shutil.", "rmtree(path) copyfileobj(fsrc,fdst,length)", Call{Does: IO, GIL: GILReleased, Returns: "None"}},
		{"shutil.", "which(cmd,mode,path)", Call{Does: Probe | IO, Returns: "str"}},
		{"tempfile.", "mkdtemp(suffix,prefix,dir) mktemp(suffix,prefix,dir) gettempdir()", Call{Does: IO, Returns: "str"}},
		{"glob.", "glob(pathname)", Call{Does: IO, Returns: "list", Yields: "str"}},
		{"glob.", "iglob(pathname)", Call{Does: IO, Returns: "types.GeneratorType", Yields: "str"}},
		{"csv.", "reader(iterable,dialect)", Call{Does: Pure, Returns: ""}},
		{"csv.", "writer(fileobj,dialect)", Call{Does: Pure, Returns: ""}},
	}
	return library{
		calls: []Call{
			{Name: "io.StringIO(initial_value,newline)", Does: Pure, GIL: GILHeld, Returns: "io.StringIO"},
			{Name: "io.BytesIO(initial_bytes)", Does: Pure, GIL: GILHeld, Returns: "io.BytesIO"},
			{Name: "pathlib.Path()", Does: Pure, GIL: GILHeld, Returns: "pathlib.Path"},
		},
		families: out,
		types: []Type{
			{Name: "io.TextIOWrapper", Class: FileClass, Iterable: true, Item: "str", NoPickle: true, Attrs: []string{"name", "mode", "closed", "encoding", "newlines", "buffer", "errors"},
				AttrTypes: map[string]string{"closed": "bool", "encoding": "str", "buffer": "io.BufferedIOBase"}},
			{Name: "io.BufferedIOBase", Class: FileClass, Iterable: true, Item: "bytes", NoPickle: true, Attrs: []string{"name", "mode", "closed", "raw"}},
			{Name: "io.StringIO", Bases: []string{"io.TextIOWrapper"}, Class: FileClass, Iterable: true, Item: "str"},
			{Name: "io.BytesIO", Bases: []string{"io.BufferedIOBase"}, Class: FileClass, Iterable: true, Item: "bytes"},
			{Name: "pathlib.Path", Share: SafeShared, NoIter: true, Attrs: []string{"name", "stem", "suffix", "suffixes", "parent", "parents", "parts", "anchor", "root", "drive"},
				AttrTypes: map[string]string{"name": "str", "stem": "str", "suffix": "str", "parent": "pathlib.Path"}},
		},
		aliases: map[string]string{"_io": "io", "io.BufferedReader": "io.BufferedIOBase", "io.BufferedWriter": "io.BufferedIOBase", "io.BufferedRandom": "io.BufferedIOBase",
			"io.FileIO": "io.BufferedIOBase", "io.TextIOBase": "io.TextIOWrapper", "typing.TextIO": "io.TextIOWrapper", "typing.BinaryIO": "io.BufferedIOBase",
			"pathlib.PosixPath": "pathlib.Path", "pathlib.WindowsPath": "pathlib.Path"},
	}
}
