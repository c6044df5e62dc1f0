package pylib

// textRows is the methods of str, bytes and numbers.
func textRows() library {
	pure := func(returns string) Call { return Call{Does: Pure, GIL: GILHeld, Returns: returns} }
	split := Call{Does: Pure, GIL: GILHeld, Returns: "list", Yields: "str"}
	splitBytes := Call{Does: Pure, GIL: GILHeld, Returns: "list", Yields: "bytes"}
	return library{
		families: []family{
			{"str.", `capitalize() casefold() center(width,fillchar) expandtabs(tabsize) format() format_map(map) join(iterable)
				ljust(width,fillchar) lower() lstrip(chars) replace(old,new,count) rjust(width,fillchar)
				rstrip(chars) strip(chars) swapcase() title() translate(table) upper() zfill(width)`, pure("str")},
			{"str.", "removeprefix(prefix) removesuffix(suffix)", Call{Does: Pure, GIL: GILHeld, Returns: "str", Since: "3.9"}},
			{"str.", `endswith(suffix,start,end) isalnum() isalpha() isascii() isdecimal() isdigit() isidentifier() islower() isnumeric()
				isprintable() isspace() istitle() isupper() startswith(prefix,start,end)`, pure("bool")},
			{"str.", "count(sub,start,end) find(sub,start,end) index(sub,start,end) rfind(sub,start,end) rindex(sub,start,end)", pure("int")},
			{"str.", "split(sep,maxsplit) rsplit(sep,maxsplit) splitlines(keepends)", split},
			{"str.", "partition(sep) rpartition(sep)", Call{Does: Pure, GIL: GILHeld, Returns: "tuple", Yields: "str"}},
			{"str.", "encode(encoding,errors)", pure("bytes")},
			{"str.", "maketrans(x,y,z)", pure("dict")},
			{"bytes.", "hex(sep) decode(encoding,errors)", pure("str")},
			{"bytes.", "lower() upper() strip(bytes) lstrip(bytes) rstrip(bytes) replace(old,new,count) join(iterable_of_bytes) ljust(width,fillchar) rjust(width,fillchar) zfill(width)", pure("bytes")},
			{"bytes.", "split(sep,maxsplit) rsplit(sep,maxsplit) splitlines(keepends)", splitBytes},
			{"bytes.", "startswith(prefix,start,end) endswith(suffix,start,end) isdigit() isalpha()", pure("bool")},
			{"bytes.", "count(sub,start,end) find(sub,start,end) rfind(sub,start,end) index(sub,start,end)", pure("int")},
			{"bytes.", "fromhex(string)", pure("bytes")},
			{"bytearray.", "append(item) extend(iterable_of_ints) clear() insert(index,item)", Call{Does: Mutates, GIL: GILHeld, Returns: "None"}},
			{"int.", "bit_length() conjugate()", pure("int")},
			{"int.", "bit_count()", Call{Does: Pure, GIL: GILHeld, Returns: "int", Since: "3.10"}},
			{"int.", "from_bytes(bytes,byteorder,*,signed)", pure("int")},
			{"int.", "to_bytes(length,byteorder,*,signed)", pure("bytes")},
			{"float.", "is_integer()", pure("bool")},
			{"float.", "hex()", pure("str")},
			{"float.", "fromhex(string)", pure("float")},
		},
	}
}

// containerRows is the methods of list, dict, set and tuple, and collections.
func containerRows() library {
	change := Call{Does: Mutates, GIL: GILHeld, Returns: "None"}
	remove := Call{Does: Mutates | Removes, GIL: GILHeld, Returns: "None"}
	read := func(returns string) Call { return Call{Does: Probe | Pure, GIL: GILHeld, Returns: returns} }
	take := Call{Does: Takes | Mutates, GIL: GILHeld, Raises: true, Vain: "builtins.IndexError"}
	same := func(returns string) Call {
		return Call{Does: Probe | Pure, GIL: GILHeld, Returns: returns}
	}
	c := "collections."
	return library{
		calls: []Call{
			{Name: c + "deque(iterable,maxlen)", Does: Pure, GIL: GILHeld, Returns: c + "deque", Items: ItemsOfFirst},
			{Name: c + "defaultdict(default_factory)", Does: Pure, GIL: GILHeld, Returns: c + "defaultdict"},
			{Name: c + "OrderedDict()", Does: Pure, GIL: GILHeld, Returns: c + "OrderedDict"},
			{Name: c + "Counter(iterable)", Does: Pure, GIL: GILHeld, Returns: c + "Counter"},
			{Name: c + "namedtuple(typename,field_names,*,rename,defaults,module)", Does: Pure, GIL: GILHeld, Returns: "type"},
			{Name: c + "ChainMap()", Does: Pure, GIL: GILHeld, Returns: c + "ChainMap"},
			{Name: c + "Counter.most_common(n)", Does: Pure | Probe, GIL: GILHeld, Returns: "list"},
			{Name: c + "Counter.subtract(iterable)", Does: Mutates, GIL: GILHeld, Returns: "None"},
			{Name: c + "OrderedDict.move_to_end(key,last)", Does: Mutates, GIL: GILHeld, Returns: "None"},
			{Name: c + "OrderedDict.popitem(last)", Does: Takes | Mutates, GIL: GILHeld, Raises: true},
			{Name: "dict.pop(key,default)", Does: Takes | Mutates, GIL: GILHeld},
			{Name: "dict.popitem()", Does: Takes | Mutates, GIL: GILHeld, Raises: true, Returns: "tuple"},
			{Name: "dict.setdefault(key,default)", Does: Mutates, GIL: GILHeld},
			{Name: "dict.get(key,default)", Does: Probe | Pure, GIL: GILHeld, NoRaise: true},
			{Name: "dict.fromkeys(iterable,value)", Does: Pure, GIL: GILHeld, Returns: "dict"},
			{Name: "types.SimpleNamespace()", Does: Pure, Returns: "types.SimpleNamespace"},
		},
		families: []family{
			{"list.", "append(object) extend(iterable) insert(index,object) reverse() sort(*,key,reverse)", change},
			{"list.", "remove(value) clear()", remove},
			{"list.", "pop(index)", take},
			{"list.", "copy()", same("list")},
			{"list.", "count(value) index(value,start,stop)", read("int")},
			{"tuple.", "count(value) index(value,start,stop)", read("int")},
			{"dict.", "update()", change},
			{"dict.", "clear()", remove},
			{"dict.", "copy()", read("dict")},
			{"dict.", "keys() values() items()", Call{Does: Probe | Pure, GIL: GILHeld, NoRaise: true}},
			{"set.", "add(object) update()", change},
			{"set.", "discard(object) remove(object) clear() difference_update() intersection_update() symmetric_difference_update(other)", remove},
			{"set.", "pop()", Call{Does: Takes | Mutates, GIL: GILHeld, Raises: true, Vain: "builtins.KeyError"}},
			{"set.", "copy() union() intersection() difference() symmetric_difference(other)", read("set")},
			{"set.", "issubset(other) issuperset(other) isdisjoint(other)", read("bool")},
			{"frozenset.", "union() intersection() difference() copy()", read("frozenset")},
			{c + "deque.", "append(item) appendleft(item) extend(iterable) extendleft(iterable) rotate(n) insert(index,value) reverse()", change},
			{c + "deque.", "clear() remove(value)", remove},
			{c + "deque.", "pop() popleft()", take},
			{c + "deque.", "copy()", read(c + "deque")},
			{c + "deque.", "count(value) index(value)", read("int")},
		},
		types: []Type{
			{Name: c + "deque", Iterable: true, Share: UnknownSharing, Atomic: []string{"append", "appendleft", "pop", "popleft", "extend", "extendleft", "clear"},
				Attrs: []string{"maxlen"}},
			{Name: c + "defaultdict", Bases: []string{"dict"}, Iterable: true, Atomic: []string{"get", "pop", "copy", "__setitem__"}},
			{Name: c + "OrderedDict", Bases: []string{"dict"}, Iterable: true},
			{Name: c + "Counter", Bases: []string{"dict"}, Iterable: true},
			{Name: c + "ChainMap", Iterable: true},
			{Name: "itertools.count", Iterable: true, Item: "int", Atomic: []string{"__next__"}},
		},
		aliases: map[string]string{"_collections.deque": c + "deque", "types.DictType": "dict", "typing.List": "list", "typing.Dict": "dict", "typing.Set": "set",
			"typing.FrozenSet": "frozenset", "typing.Tuple": "tuple", "typing.Deque": c + "deque", "typing.DefaultDict": c + "defaultdict",
			"typing.OrderedDict": c + "OrderedDict", "typing.Counter": c + "Counter", "typing.Text": "str", "typing.Generator": "types.GeneratorType"},
	}
}
