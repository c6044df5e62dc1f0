package pylib

// netRows is the standard library's clients.
func netRows() library {
	net := func(returns string) Call {
		return Call{Does: Blocks | IO, GIL: GILReleased, Returns: returns, Raises: true}
	}
	timed := func(name, returns string) Call {
		return Call{Name: name, Does: Blocks | IO, GIL: GILReleased, Timeout: "timeout", Returns: returns, Raises: true}
	}
	const response = "http.client.HTTPResponse"
	client := func(name string) Type { return Type{Name: name, Share: UnsafeShared, NoIter: true, NoPickle: true} }
	return library{
		calls: []Call{
			timed("urllib.request.urlopen(url,data,timeout)", response),
			{Name: "urllib.request.urlretrieve(url,filename,reporthook,data)", Does: Blocks | IO, GIL: GILReleased, Returns: "tuple", Raises: true},
			{Name: "urllib.request.Request(url,data,headers)", Does: Pure}, {Name: "urllib.request.OpenerDirector.open(fullurl,data,timeout)", Does: Blocks | IO, GIL: GILReleased, Timeout: "timeout", Returns: response, Raises: true},
			{Name: "urllib.parse.*", Does: Pure, GIL: GILHeld},
			{Name: "http.client.HTTPConnection(host,port,timeout)", Does: Pure, Returns: "http.client.HTTPConnection"}, {Name: "http.client.HTTPSConnection(host,port)", Does: Pure, Returns: "http.client.HTTPSConnection"},
			{Name: "http.client.HTTPConnection.getresponse()", Does: Blocks | IO, GIL: GILReleased, Returns: response, Raises: true},
			{Name: "http.client.HTTPConnection.close()", Does: Closes, Returns: "None"},
			{Name: response + ".close()", Does: Closes, Returns: "None"},
			timed("smtplib.SMTP(host,port,local_hostname,timeout,source_address)", "smtplib.SMTP"), timed("smtplib.SMTP_SSL(host,port)", "smtplib.SMTP_SSL"),
			timed("ftplib.FTP(host,user,passwd,acct,timeout)", "ftplib.FTP"), timed("poplib.POP3(host,port,timeout)", "poplib.POP3"),
			timed("imaplib.IMAP4(host,port,timeout)", "imaplib.IMAP4"), timed("imaplib.IMAP4_SSL(host,port)", "imaplib.IMAP4_SSL"),
			{Name: "xmlrpc.client.ServerProxy(uri)", Does: Pure, Returns: "xmlrpc.client.ServerProxy"}, {Name: "xmlrpc.client.ServerProxy.*", Does: Blocks | IO, GIL: GILReleased, Raises: true},
			{Name: "webbrowser.open(url,new,autoraise)", Does: IO, Returns: "bool"}, {Name: "getpass.getpass(prompt,stream)", Does: Blocks | IO, GIL: GILReleased, Returns: "str"},
			{Name: "telnetlib.Telnet(host,port,timeout)", Does: Blocks | IO, GIL: GILReleased, Timeout: "timeout", Old: "3.11", Removed: "3.13", Raises: true, Returns: "telnetlib.Telnet"},
			{Name: "telnetlib.Telnet.*", Does: Blocks | IO, GIL: GILReleased, Raises: true, Removed: "3.13"},
		},
		families: []family{
			{"http.client.HTTPConnection.", "request(method,url,body,headers) connect() send(data)", net("None")},
			{response + ".", "read(amt) readline(limit)", net("bytes")},
			{"smtplib.SMTP.", "sendmail(from_addr,to_addrs,msg) send_message(msg) login(user,password) starttls() connect(host,port) quit() ehlo(name)", net("")},
			{"ftplib.FTP.", "retrbinary(cmd,callback,blocksize) storbinary(cmd,fp,blocksize) retrlines(cmd,callback) login(user,passwd,acct) connect(host,port,timeout) cwd(dirname) nlst() quit() size(filename)", net("")},
			{"imaplib.IMAP4.", "login(user,password) select(mailbox) search(charset) fetch(message_set,message_parts) logout()", net("")},
		},
		types: []Type{
			{Name: response, Bases: []string{"io.BufferedIOBase"}, Iterable: true, Item: "bytes", NoPickle: true, Attrs: []string{"status", "reason", "headers", "msg", "version", "closed"},
				AttrTypes: map[string]string{"status": "int", "reason": "str"}},
			client("http.client.HTTPConnection"), {Name: "http.client.HTTPSConnection", Bases: []string{"http.client.HTTPConnection"}, Share: UnsafeShared, NoIter: true},
			client("smtplib.SMTP"), {Name: "smtplib.SMTP_SSL", Bases: []string{"smtplib.SMTP"}, Share: UnsafeShared, NoIter: true}, client("ftplib.FTP"), client("poplib.POP3"),
			client("imaplib.IMAP4"), {Name: "imaplib.IMAP4_SSL", Bases: []string{"imaplib.IMAP4"}, Share: UnsafeShared, NoIter: true},
			client("xmlrpc.client.ServerProxy"), {Name: "urllib.request.OpenerDirector", NoIter: true}, {Name: "telnetlib.Telnet", NoIter: true},
		},
		aliases: map[string]string{"httplib": "http.client", "urllib2.urlopen": "urllib.request.urlopen", "urllib.urlopen": "urllib.request.urlopen", "urlparse": "urllib.parse",
			"urllib.quote": "urllib.parse.quote", "urllib.urlencode": "urllib.parse.urlencode", "urllib.urlretrieve": "urllib.request.urlretrieve", "xmlrpclib": "xmlrpc.client"},
	}
}

// httpRows is third-party clients: HTTP, brokers, ssh, serial lines.
func httpRows() library {
	net := func(returns string) Call {
		return Call{Does: Blocks | IO, GIL: GILReleased, Timeout: "timeout", Returns: returns, Raises: true}
	}
	awaited := Call{Async: true, Does: Blocks | IO, Raises: true}
	verbs := "get(url) post(url) put(url) delete(url) head(url) options(url) patch(url) request(method,url)"
	response := func(name string) Type {
		return Type{Name: name, Attrs: []string{"status_code", "text", "content", "headers", "url", "reason", "ok", "encoding", "cookies", "elapsed", "history", "request", "raw", "next", "links", "is_redirect", "apparent_encoding", "is_permanent_redirect"},
			AttrTypes: map[string]string{"status_code": "int", "text": "str", "content": "bytes"}}
	}
	return library{
		calls: []Call{
			{Name: "requests.Session()", Does: Pure, Returns: "requests.Session"}, {Name: "requests.Session.*", Does: Blocks | IO, GIL: GILReleased, Timeout: "timeout", Raises: true},
			{Name: "requests.Session.close()", Does: Closes}, {Name: "requests.Session.mount(prefix,adapter)", Does: Mutates},
			{Name: "requests.Response.json()", Does: CPU, GIL: GILHeld, Raises: true}, {Name: "requests.Response.raise_for_status()", Does: Pure, Raises: true, Returns: "None"},
			{Name: "requests.Response.iter_content(chunk_size)", Does: Blocks | IO, GIL: GILReleased, Raises: true, Yields: "bytes"}, {Name: "requests.Response.iter_lines(chunk_size)", Does: Blocks | IO, GIL: GILReleased, Raises: true, Yields: "bytes"},
			{Name: "requests.Response.close()", Does: Closes, Returns: "None"},
			{Name: "httpx.Client()", Does: Pure, Returns: "httpx.Client"}, {Name: "httpx.AsyncClient()", Does: Pure, Returns: "httpx.AsyncClient"}, {Name: "httpx.Client.close()", Does: Closes},
			{Name: "httpx.Response.json()", Does: CPU, GIL: GILHeld, Raises: true}, {Name: "httpx.Response.raise_for_status()", Does: Pure, Raises: true},
			{Name: "aiohttp.ClientSession()", Does: Pure, Returns: "aiohttp.ClientSession"},
			{Name: "urllib3.PoolManager()", Does: Pure, Returns: "urllib3.PoolManager"}, {Name: "urllib3.PoolManager.*", Does: Blocks | IO, GIL: GILReleased, Timeout: "timeout", Raises: true},
			{Name: "paramiko.SSHClient()", Does: Pure, Returns: "paramiko.SSHClient"}, {Name: "paramiko.SSHClient.*", Does: Blocks | IO, GIL: GILReleased, Timeout: "timeout", Raises: true},
			{Name: "paramiko.SSHClient.close()", Does: Closes}, {Name: "serial.Serial(port,baudrate)", Does: IO, Returns: "serial.Serial", Raises: true},
			{Name: "serial.Serial.read(size)", Does: Blocks | IO, GIL: GILReleased, Returns: "bytes"}, {Name: "serial.Serial.readline(size)", Does: Blocks | IO, GIL: GILReleased, Returns: "bytes"},
			{Name: "serial.Serial.write(data)", Does: Blocks | IO, GIL: GILReleased, Returns: "int"}, {Name: "serial.Serial.close()", Does: Closes},
			{Name: "redis.Redis()", Does: Pure, Returns: "redis.Redis"}, {Name: "redis.Redis.*", Does: Blocks | IO, GIL: GILReleased, Raises: true}, {Name: "redis.Redis.pubsub()", Does: Pure, Returns: "redis.client.PubSub"},
			{Name: "redis.client.PubSub.listen()", Does: Blocks | IO, GIL: GILReleased}, {Name: "redis.client.PubSub.get_message()", Does: Blocks | IO, GIL: GILReleased},
			{Name: "redis.client.PubSub.run_in_thread(sleep_time,daemon)", Does: Starts, Returns: "threading.Thread"},
			{Name: "boto3.client(service_name)", Does: IO, Returns: "boto3.client"}, {Name: "boto3.resource(service_name)", Does: IO}, {Name: "boto3.client.*", Does: Blocks | IO, GIL: GILReleased, Raises: true},
			{Name: "pyautogui.*", Does: Blocks | IO}, {Name: "pyttsx3.init()", Does: IO, Returns: "pyttsx3.Engine"}, {Name: "pyttsx3.Engine.runAndWait()", Does: Blocks | IO}, {Name: "pyttsx3.Engine.say(text)", Does: Mutates},
			{Name: "zmq.Context()", Does: IO, Returns: "zmq.Context"}, {Name: "zmq.Context.socket(socket_type)", Does: IO, Returns: "zmq.Socket"}, {Name: "zmq.Socket.*", Does: Blocks | IO, GIL: GILReleased, Raises: true},
			{Name: "bs4.*", Does: CPU, GIL: GILHeld}, {Name: "selenium.*", Does: Blocks | IO, GIL: GILReleased, Raises: true}, {Name: "yt_dlp.*", Does: Blocks | IO, Raises: true}, {Name: "psutil.*", Does: IO},
			{Name: "psutil.cpu_percent(interval,percpu)", Does: Blocks | IO, GIL: GILReleased, Timeout: "interval"}, {Name: "dns.resolver.resolve(qname)", Does: Blocks | IO, GIL: GILReleased, Raises: true},
			{Name: "tqdm.tqdm(iterable)", Does: IO | Output, Items: ItemsOfFirst, Returns: "tqdm.tqdm"}, {Name: "tqdm.tqdm.update(n)", Does: IO | Output}, {Name: "tqdm.tqdm.close()", Does: IO | Output | Closes},
			{Name: "colorama.init()", Does: ProcessState}, {Name: "termcolor.colored(text,color)", Does: Pure, Returns: "str"}, {Name: "rich.print()", Does: IO | Output},
		},
		families: []family{
			{"requests.", verbs, net("requests.Response")}, {"requests.Session.", verbs, net("requests.Response")},
			{"httpx.", verbs, net("httpx.Response")}, {"httpx.Client.", verbs, net("httpx.Response")}, {"httpx.AsyncClient.", verbs + " aclose()", awaited},
		},
		types: []Type{
			{Name: "requests.Session", Share: UnsafeShared, NoIter: true}, response("requests.Response"), {Name: "httpx.Client", Share: SafeShared, NoIter: true}, response("httpx.Response"),
			{Name: "httpx.AsyncClient", Share: ConfinedShared, NoIter: true}, {Name: "aiohttp.ClientSession", Share: ConfinedShared, NoIter: true, NoPickle: true},
			{Name: "urllib3.PoolManager", Share: SafeShared, NoIter: true}, {Name: "paramiko.SSHClient", NoIter: true, NoPickle: true}, {Name: "serial.Serial", Share: UnsafeShared, Iterable: true, NoPickle: true},
			{Name: "redis.Redis", Share: SafeShared}, {Name: "redis.client.PubSub", Share: UnsafeShared, NoIter: true}, {Name: "boto3.client", Share: SafeShared, NoIter: true},
			{Name: "zmq.Context", Share: SafeShared, NoIter: true, NoPickle: true}, {Name: "zmq.Socket", Share: UnsafeShared, NoIter: true, NoPickle: true}, {Name: "pyttsx3.Engine", NoIter: true}, {Name: "tqdm.tqdm", Iterable: true},
		},
		aliases: map[string]string{"requests.session": "requests.Session", "requests.sessions.Session": "requests.Session", "requests.api": "requests", "requests.models.Response": "requests.Response",
			"redis.StrictRedis": "redis.Redis", "redis.client.Redis": "redis.Redis", "tqdm.auto.tqdm": "tqdm.tqdm", "tqdm.notebook.tqdm": "tqdm.tqdm", "redis.client.StrictRedis": "redis.Redis"},
	}
}
