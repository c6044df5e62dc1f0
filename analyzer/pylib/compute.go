package pylib

// computeRows is what computes with the GIL held: short pure functions, and C
// code that holds it for as long as it runs.
func computeRows() library {
	held := func(returns string) Call { return Call{Does: CPU, GIL: GILHeld, Returns: returns} }
	raises := func(returns string) Call {
		return Call{Does: CPU, GIL: GILHeld, Returns: returns, Raises: true}
	}
	pure := func(returns string) Call { return Call{Does: Pure, GIL: GILHeld, Returns: returns} }
	return library{
		calls: []Call{
			{Name: "re.compile(pattern,flags)", Does: Pure, GIL: GILHeld, Returns: "re.Pattern"},
			{Name: "re.*", Does: CPU, GIL: GILHeld}, {Name: "re.Pattern.*", Does: CPU, GIL: GILHeld}, {Name: "re.Match.*", Does: Pure, GIL: GILHeld},
			{Name: "re.Pattern.findall(string,pos,endpos)", Does: CPU, GIL: GILHeld, Returns: "list"}, {Name: "re.Pattern.sub(repl,string,count)", Does: CPU, GIL: GILHeld, Returns: "str"},
			{Name: "re.Pattern.split(string,maxsplit)", Does: CPU, GIL: GILHeld, Returns: "list"},
			{Name: "copy.copy(x)", Does: CPU | UserCode, GIL: GILHeld, Items: ItemsOfFirst}, {Name: "copy.deepcopy(x,memo)", Does: CPU | UserCode, GIL: GILHeld, Items: ItemsOfFirst},
			{Name: "heapq.heappush(heap,item)", Does: Mutates, GIL: GILHeld, Returns: "None"}, {Name: "heapq.heappop(heap)", Does: Takes | Mutates, GIL: GILHeld, Raises: true},
			{Name: "heapq.heapify(heap)", Does: Mutates, GIL: GILHeld, Returns: "None"},
			{Name: "functools.partial(func)", Does: Pure, GIL: GILHeld, Partial: true}, {Name: "functools.partialmethod(func)", Does: Pure, GIL: GILHeld, Partial: true},
			{Name: "functools.reduce(function,iterable,initial)", Does: CPU, GIL: GILHeld},
			{Name: "functools.wraps(wrapped,assigned,updated)", Does: Pure, Keeps: true}, {Name: "functools.lru_cache(maxsize,typed)", Does: Pure, Keeps: true},
			{Name: "functools.cache(user_function)", Since: "3.9", Does: Pure, Keeps: true}, {Name: "functools.cached_property(func)", Does: Pure}, {Name: "functools.total_ordering(cls)", Does: Pure, Keeps: true},
			{Name: "abc.abstractmethod(funcobj)", Does: Pure, Keeps: true}, {Name: "typing.final(f)", Does: Pure, Keeps: true}, {Name: "typing.override(method)", Since: "3.12", Does: Pure, Keeps: true},
			{Name: "typing.no_type_check(arg)", Does: Pure, Keeps: true}, {Name: "typing.overload(func)", Does: Pure}, {Name: "typing.cast(typ,val)", Does: Pure, NoRaise: true},
			{Name: "dataclasses.dataclass(cls)", Does: Pure, Keeps: true}, {Name: "dataclasses.field()", Does: Pure}, {Name: "dataclasses.replace(obj)", Does: Pure}, {Name: "dataclasses.asdict(obj)", Does: CPU, GIL: GILHeld, Returns: "dict"},
			{Name: "typing.NamedTuple(typename,fields)", Does: Pure}, {Name: "contextlib.contextmanager(func)", Does: Pure}, {Name: "contextlib.suppress()", Does: Pure}, {Name: "contextlib.nullcontext(enter_result)", Does: Pure},
			{Name: "itertools.count(start,step)", Does: Pure, GIL: GILHeld, Returns: "itertools.count", Yields: "int"},
			{Name: "itertools.*", Does: Pure, GIL: GILHeld}, {Name: "operator.*", Does: Pure, GIL: GILHeld}, {Name: "math.*", Does: Pure, GIL: GILHeld},
			{Name: "cmath.*", Does: Pure, GIL: GILHeld}, {Name: "bisect.*", Does: Pure, GIL: GILHeld}, {Name: "string.capwords(s,sep)", Does: Pure, Returns: "str"},
			{Name: "statistics.*", Does: CPU, GIL: GILHeld}, {Name: "textwrap.*", Does: Pure, GIL: GILHeld}, {Name: "difflib.*", Does: CPU, GIL: GILHeld}, {Name: "ast.literal_eval(node_or_string)", Does: CPU, GIL: GILHeld, Raises: true},
			{Name: "inspect.*", Does: CPU, GIL: GILHeld}, {Name: "weakref.ref(object,callback)", Does: Pure, Handoff: &Handoff{Param: "callback", On: Finalizer, Many: Several, Pass: PassFixed, Fixed: 1}},
			{Name: "decimal.Decimal(value,context)", Does: Pure, GIL: GILHeld, Returns: "decimal.Decimal"}, {Name: "fractions.Fraction(numerator,denominator)", Does: Pure, GIL: GILHeld, Returns: "fractions.Fraction"},
			{Name: "json.dump(obj,fp)", Does: CPU | IO, GIL: GILHeld, Returns: "None"}, {Name: "json.load(fp)", Does: CPU | IO, GIL: GILHeld, Raises: true},
			{Name: "pickle.dump(obj,file)", Does: CPU | IO | UserCode, GIL: GILHeld, Returns: "None"}, {Name: "pickle.load(file)", Does: CPU | IO | UserCode, GIL: GILHeld},
			{Name: "pickle.dumps(obj,protocol)", Does: CPU | UserCode, GIL: GILHeld, Returns: "bytes"}, {Name: "pickle.loads(data)", Does: CPU | UserCode, GIL: GILHeld},
			{Name: "random.shuffle(x)", Does: Mutates, GIL: GILHeld, Returns: "None"}, {Name: "random.Random(x)", Does: Pure, GIL: GILHeld, Returns: "random.Random"},
			{Name: "random.Random.*", Does: Pure, GIL: GILHeld},
			{Name: "re.sub(pattern,repl,string,count,flags)", Does: CPU, GIL: GILHeld, Returns: "str"}, {Name: "re.findall(pattern,string,flags)", Does: CPU, GIL: GILHeld, Returns: "list"},
			{Name: "re.split(pattern,string,maxsplit,flags)", Does: CPU, GIL: GILHeld, Returns: "list", Yields: "str"}, {Name: "re.escape(pattern)", Does: Pure, GIL: GILHeld, Returns: "str"},
		},
		families: []family{
			{"json.", "dumps(obj)", held("str")}, {"json.", "loads(s)", raises("")},
			{"random.", "random() uniform(a,b) gauss(mu,sigma) normalvariate(mu,sigma) expovariate(lambd) triangular(low,high,mode) betavariate(alpha,beta)", pure("float")},
			{"random.", "randint(a,b) randrange(start,stop,step) getrandbits(k)", pure("int")},
			{"random.", "choice(seq)", pure("")}, {"random.", "choices(population,weights) sample(population,k)", Call{Does: Pure, GIL: GILHeld, Returns: "list", Items: ItemsOfFirst}},
			{"math.", "sqrt(x) sin(x) cos(x) tan(x) exp(x) log(x) log2(x) log10(x) pow(x,y) fabs(x) atan2(y,x) hypot() radians(x) degrees(x) fmod(x,y) asin(x) acos(x) atan(x)", pure("float")},
			{"math.", "floor(x) ceil(x) gcd() isqrt(n) trunc(x) comb(n,k) perm(n,k)", pure("int")}, {"math.", "factorial(n)", held("int")},
			{"struct.", "pack(format)", pure("bytes")}, {"struct.", "unpack(format,buffer) unpack_from(format,buffer,offset)", Call{Does: Pure, GIL: GILHeld, Returns: "tuple", Raises: true}}, {"struct.", "calcsize(format)", pure("int")},
			{"base64.", "b64encode(s,altchars) b64decode(s,altchars,validate) urlsafe_b64encode(s)", held("bytes")},
			{"binascii.", "hexlify(data) unhexlify(hexstr)", held("bytes")},
			{"uuid.", "uuid4() uuid1(node,clock_seq)", Call{Does: Pure, Returns: "uuid.UUID"}},
			{"secrets.", "token_hex(nbytes) token_urlsafe(nbytes)", pure("str")}, {"secrets.", "token_bytes(nbytes)", pure("bytes")}, {"secrets.", "randbelow(exclusive_upper_bound)", pure("int")},
			{"html.", "escape(s,quote) unescape(s)", pure("str")}, {"shlex.", "split(s,comments,posix)", Call{Does: Pure, Returns: "list", Yields: "str"}}, {"shlex.", "quote(s)", pure("str")},
			{"heapq.", "nlargest(n,iterable,key) nsmallest(n,iterable,key)", held("list")},
			{"xml.etree.ElementTree.", "fromstring(text,parser)", raises("")}, {"xml.etree.ElementTree.", "parse(source,parser)", Call{Does: CPU | IO, Raises: true}},
		},
		types: []Type{{Name: "re.Pattern", Share: SafeShared, NoIter: true}, {Name: "re.Match", Share: SafeShared, NoPickle: true}, {Name: "decimal.Decimal", Share: SafeShared, NoIter: true},
			{Name: "fractions.Fraction", Share: SafeShared, NoIter: true}, {Name: "uuid.UUID", Share: SafeShared, NoIter: true}, {Name: "random.Random", NoIter: true}},
		aliases: map[string]string{"typing_extensions": "typing", "_random.Random": "random.Random", "cPickle": "pickle", "typing.Pattern": "re.Pattern", "typing.Match": "re.Match", "_functools.partial": "functools.partial"},
	}
}

// numericRows is C code that lets the GIL go while it computes.
func numericRows() library {
	released := func(returns string) Call { return Call{Does: CPU, GIL: GILReleased, Returns: returns} }
	mixed := Call{Does: CPU, GIL: GILMixed}
	return library{
		calls: []Call{
			{Name: "numpy.*", Does: CPU, GIL: GILMixed}, {Name: "scipy.*", Does: CPU, GIL: GILMixed}, {Name: "pandas.*", Does: CPU, GIL: GILMixed}, {Name: "torch.*", Does: CPU, GIL: GILMixed},
			{Name: "tensorflow.*", Does: CPU, GIL: GILMixed}, {Name: "cv2.*", Does: CPU, GIL: GILReleased}, {Name: "PIL.*", Does: CPU, GIL: GILMixed}, {Name: "numba.*", Does: CPU, GIL: GILMixed},
			{Name: "sklearn.*", Does: CPU, GIL: GILMixed}, {Name: "polars.*", Does: CPU, GIL: GILReleased}, {Name: "jax.*", Does: CPU, GIL: GILMixed}, {Name: "lxml.*", Does: CPU, GIL: GILMixed},
			{Name: "numpy.random.*", Does: CPU, GIL: GILMixed}, {Name: "hashlib.pbkdf2_hmac(hash_name,password,salt,iterations,dklen)", Does: CPU, GIL: GILReleased, Returns: "bytes"},
			{Name: "hashlib.scrypt(password,*,salt,n,r,p)", Does: CPU, GIL: GILReleased, Returns: "bytes"}, {Name: "hashlib.Hash.*", Does: CPU, GIL: GILMixed},
			{Name: "hashlib.Hash.hexdigest()", Does: Pure, GIL: GILMixed, Returns: "str"}, {Name: "hashlib.Hash.digest()", Does: Pure, GIL: GILMixed, Returns: "bytes"},
			{Name: "hashlib.Hash.update(obj)", Does: CPU, GIL: GILMixed, Returns: "None"},
			{Name: "hmac.new(key,msg,digestmod)", Does: CPU, GIL: GILMixed}, {Name: "bcrypt.*", Does: CPU, GIL: GILReleased},
			{Name: "cv2.waitKey(delay)", Does: Blocks | IO, GIL: GILReleased, Returns: "int"}, {Name: "cv2.imshow(winname,mat)", Does: IO, Affine: Main}, {Name: "cv2.imread(filename,flags)", Does: CPU | IO, GIL: GILReleased},
			{Name: "pandas.read_csv(filepath_or_buffer)", Does: CPU | IO, GIL: GILMixed}, {Name: "PIL.Image.open(fp)", Does: CPU | IO, GIL: GILMixed, Raises: true},
			{Name: "matplotlib.pyplot.show()", Does: Blocks | IO, Affine: Main}, {Name: "matplotlib.*", Does: CPU | IO, GIL: GILHeld},
		},
		families: []family{
			{"zlib.", "compress(data) decompress(data)", released("bytes")}, {"zlib.", "crc32(data,value) adler32(data,value)", released("int")},
			{"bz2.", "compress(data,compresslevel) decompress(data)", released("bytes")}, {"lzma.", "compress(data) decompress(data)", released("bytes")}, {"gzip.", "compress(data,compresslevel) decompress(data)", released("bytes")},
			{"hashlib.", "md5(string) sha1(string) sha224(string) sha256(string) sha384(string) sha512(string) blake2b(data) blake2s(data) sha3_256(string) sha3_512(string)", Call{Does: CPU, GIL: GILMixed, Returns: "hashlib.Hash"}},
			{"hashlib.", "new(name,data)", mixed},
		},
		types:   []Type{{Name: "hashlib.Hash", NoIter: true, NoPickle: true, Attrs: []string{"name", "digest_size", "block_size"}}},
		aliases: map[string]string{"_hashlib.HASH": "hashlib.Hash"},
	}
}
