package pylib

// socketRows is socket, ssl, select, selectors and socketserver with the servers
// built on it.
func socketRows() library {
	const s = "socket.socket."
	wait := Call{Does: Blocks | IO, GIL: GILReleased, Raises: true}
	with := func(c Call, returns string) Call { c.Returns = returns; return c }
	state := Call{Does: IO, GIL: GILReleased, Returns: "None"}
	modes := func(param string) Call {
		c := state
		c.Modes = param
		return c
	}
	look := Call{Does: Blocks | IO, GIL: GILReleased, Raises: true}
	calls := []Call{
		{Name: "socket.socket(family,type,proto,fileno)", Does: IO, Returns: "socket.socket"},
		{Name: "socket.create_connection(address,timeout,source_address)", Does: Blocks | IO, GIL: GILReleased, Timeout: "timeout", Returns: "socket.socket", Raises: true},
		{Name: "socket.create_server(address)", Does: IO, Returns: "socket.socket", Raises: true},
		{Name: "socket.socketpair(family,type,proto)", Does: IO, Returns: "tuple", Yields: "socket.socket"},
		{Name: "socket.setdefaulttimeout(timeout)", Does: ProcessState, Returns: "None"},
		{Name: "socket.getdefaulttimeout()", Does: Probe},
		{Name: s + "recv(bufsize,flags)", Vain: "builtins.BlockingIOError", Does: wait.Does, GIL: GILReleased, Raises: true, Returns: "bytes", EmptyEnd: true},
		{Name: s + "accept()", Vain: "builtins.BlockingIOError", Does: wait.Does, GIL: GILReleased, Raises: true, Returns: "tuple", Parts: []string{"socket.socket", "tuple"}},
		{Name: s + "close()", Does: IO | Closes, Returns: "None"},
		{Name: s + "shutdown(how)", Does: IO | Closes | Wakes, Returns: "None", Raises: true},
		{Name: s + "detach()", Does: Closes, Returns: "int"},
		{Name: s + "dup()", Does: IO, Returns: "socket.socket"},
		{Name: s + "makefile(mode,buffering)", Does: IO, Returns: "socket.SocketIO"},
		{Name: "socket.SocketIO.read(size)", Does: wait.Does, GIL: GILReleased, EmptyEnd: true},
		{Name: "socket.SocketIO.readline(size)", Does: wait.Does, GIL: GILReleased, EmptyEnd: true},
		{Name: "socket.SocketIO.write(b)", Does: wait.Does, GIL: GILReleased},
		{Name: "socket.SocketIO.flush()", Does: wait.Does, GIL: GILReleased},
		{Name: "socket.SocketIO.close()", Does: IO | Closes},
		{Name: "ssl.wrap_socket(sock)", Does: wait.Does, GIL: GILReleased, Returns: "ssl.SSLSocket", Old: "3.7", Removed: "3.12", Instead: "SSLContext.wrap_socket"},
		{Name: "ssl.SSLContext.wrap_socket(sock)", Does: wait.Does, GIL: GILReleased, Returns: "ssl.SSLSocket", Raises: true},
		{Name: "ssl.create_default_context()", Does: IO, Returns: "ssl.SSLContext"},
		{Name: "select.select(rlist,wlist,xlist,timeout)", Does: Blocks, GIL: GILReleased, Timeout: "timeout", Returns: "tuple", Yields: "list"},
		{Name: "select.poll()", Does: Pure, Returns: "select.poll"},
		{Name: "select.epoll(sizehint,flags)", Does: IO, Returns: "select.epoll"},
		{Name: "select.poll.poll(timeout)", Does: Blocks, GIL: GILReleased, Timeout: "timeout", Returns: "list"},
		{Name: "select.epoll.poll(timeout,maxevents)", Does: Blocks, GIL: GILReleased, Timeout: "timeout", Returns: "list"},
		{Name: "selectors.DefaultSelector()", Does: IO, Returns: "selectors.DefaultSelector"},
		{Name: "selectors.BaseSelector.select(timeout)", Does: Blocks, GIL: GILReleased, Timeout: "timeout", Returns: "list"},
		{Name: "selectors.BaseSelector.register(fileobj,events,data)", Does: Mutates},
		{Name: "selectors.BaseSelector.unregister(fileobj)", Does: Mutates},
		{Name: "selectors.BaseSelector.close()", Does: Closes, Returns: "None"},
		{Name: "socketserver.BaseServer.serve_forever(poll_interval)", Does: Blocks | IO | NeverReturns | UserCode, EndedBy: "shutdown", GIL: GILReleased, Returns: "None"},
		{Name: "socketserver.BaseServer.handle_request()", Does: Blocks | IO | UserCode, GIL: GILReleased, Returns: "None"},
		{Name: "socketserver.BaseServer.shutdown()", Does: Wakes | Blocks | Closes, GIL: GILReleased, Returns: "None"},
		{Name: "socketserver.BaseServer.server_close()", Does: IO | Closes, Returns: "None"},
		{Name: "xmlrpc.server.SimpleXMLRPCServer(addr)", Does: IO, Returns: "xmlrpc.server.SimpleXMLRPCServer"},
		{Name: "xmlrpc.server.SimpleXMLRPCDispatcher.register_function(function,name)", Does: Mutates,
			Handoff: &Handoff{Param: "function", On: Library, Many: One, Pass: UnknownPassing}},
		{Name: "wsgiref.simple_server.make_server(host,port,app)", Does: IO, Returns: "http.server.HTTPServer"},
		{Name: "http.server.test()", Does: Blocks | IO | NeverReturns},
	}
	for _, name := range []string{"socketserver.TCPServer", "socketserver.UDPServer", "socketserver.ThreadingTCPServer", "socketserver.ThreadingUDPServer",
		"http.server.HTTPServer", "http.server.ThreadingHTTPServer"} {
		calls = append(calls, Call{Name: name + "(server_address,RequestHandlerClass,bind_and_activate)", Does: IO, Returns: name, Raises: true})
	}
	return library{
		calls: calls,
		families: []family{
			{s, "connect(address)", with(wait, "None")},
			{s, "connect_ex(address)", Call{Does: Blocks | IO, GIL: GILReleased, Returns: "int"}},
			{s, "send(data,flags) sendto(data,address) recv_into(buffer,nbytes,flags) sendfile(file,offset,count)", with(wait, "int")},
			{s, "sendall(data,flags)", with(wait, "None")},
			{s, "recvfrom(bufsize,flags) recvmsg(bufsize,ancbufsize,flags)", with(wait, "tuple")},
			{s, "bind(address) listen(backlog) setsockopt(level,option,value)", state}, {s, "settimeout(value)", modes("value")}, {s, "setblocking(flag)", modes("flag")},
			{s, "getsockname() getpeername() gettimeout() getblocking() getsockopt(level,option,buflen)", Call{Does: Probe}},
			{s, "fileno()", Call{Does: Probe, Returns: "int"}},
			{"socket.", "gethostbyname(host) getfqdn(name)", with(look, "str")},
			{"socket.", "getaddrinfo(host,port,family,type,proto,flags)", with(look, "list")},
			{"socket.", "gethostbyaddr(host) getnameinfo(sockaddr,flags) gethostbyname_ex(host)", with(look, "tuple")},
			{"socket.", "gethostname() inet_ntoa(packed_ip)", Call{Does: Probe, Returns: "str"}},
			{"socket.", "inet_aton(ip_addr)", Call{Does: Pure, Returns: "bytes", Raises: true}},
			{"socket.", "htons(x) ntohs(x) htonl(x) ntohl(x)", Call{Does: Pure, Returns: "int"}},
			{"http.server.BaseHTTPRequestHandler.", "send_response(code,message) send_header(keyword,value) end_headers() send_error(code,message,explain) log_message(format)",
				Call{Does: IO, GIL: GILReleased, Returns: "None"}},
		},
		types: socketTypes(),
		aliases: map[string]string{"_socket.socket": "socket.socket", "socket.SocketType": "socket.socket", "SocketServer": "socketserver", "BaseHTTPServer": "http.server",
			"SimpleHTTPServer": "http.server", "selectors.SelectSelector": "selectors.DefaultSelector", "selectors.PollSelector": "selectors.DefaultSelector",
			"selectors.EpollSelector": "selectors.DefaultSelector", "selectors.KqueueSelector": "selectors.DefaultSelector",
			"selectors._BaseSelectorImpl": "selectors.BaseSelector", "wsgiref.simple_server.WSGIServer": "http.server.HTTPServer"},
	}
}

// StreamSocket says whether a socket of that type, by the canonical name of the
// constant, is a stream: one whose empty result means that the peer has left.
func StreamSocket(constant string) bool { return constant == "socket.SOCK_STREAM" }

func socketTypes() []Type {
	const threading = "socketserver.ThreadingMixIn"
	handler := func(method string) Root {
		return Root{Method: method, On: Pool, Many: Several, When: threading}
	}
	mixed := func(name string, bases ...string) Type {
		return Type{Name: name, Bases: bases, Class: ServerClass, NoIter: true, NoPickle: true}
	}
	return []Type{
		{Name: "socket.socket", Class: SocketClass, NoIter: true, NoPickle: true, Attrs: []string{"family", "type", "proto", "timeout"}},
		{Name: "ssl.SSLSocket", Bases: []string{"socket.socket"}, Class: SocketClass, NoIter: true, NoPickle: true},
		{Name: "ssl.SSLContext", NoIter: true, NoPickle: true},
		{Name: "socket.SocketIO", Class: FileClass, Iterable: true, NoPickle: true},
		{Name: "selectors.BaseSelector", NoIter: true}, {Name: "selectors.DefaultSelector", Bases: []string{"selectors.BaseSelector"}, NoIter: true},
		{Name: "select.poll", NoIter: true}, {Name: "select.epoll", NoIter: true},
		mixed("socketserver.BaseServer"), mixed("socketserver.TCPServer", "socketserver.BaseServer"), mixed("socketserver.UDPServer", "socketserver.TCPServer"),
		{Name: threading, NoIter: true, Attrs: []string{"daemon_threads", "block_on_close"}},
		mixed("socketserver.ThreadingTCPServer", threading, "socketserver.TCPServer"), mixed("socketserver.ThreadingUDPServer", threading, "socketserver.UDPServer"),
		{Name: "socketserver.BaseRequestHandler", NoIter: true, Roots: []Root{handler("setup"), handler("handle"), handler("finish")},
			Attrs: []string{"request", "client_address", "server"}, AttrTypes: map[string]string{"request": "socket.socket"}},
		{Name: "socketserver.StreamRequestHandler", Bases: []string{"socketserver.BaseRequestHandler"}, NoIter: true,
			AttrTypes: map[string]string{"request": "socket.socket", "rfile": "socket.SocketIO", "wfile": "socket.SocketIO"}},
		{Name: "socketserver.DatagramRequestHandler", Bases: []string{"socketserver.BaseRequestHandler"}, NoIter: true},
		mixed("http.server.HTTPServer", "socketserver.TCPServer"), mixed("http.server.ThreadingHTTPServer", threading, "http.server.HTTPServer"),
		{Name: "http.server.BaseHTTPRequestHandler", Bases: []string{"socketserver.StreamRequestHandler"}, NoIter: true, Roots: []Root{handler("do_*")}},
		{Name: "http.server.SimpleHTTPRequestHandler", Bases: []string{"http.server.BaseHTTPRequestHandler"}, NoIter: true},
		{Name: "xmlrpc.server.SimpleXMLRPCDispatcher", NoIter: true},
		mixed("xmlrpc.server.SimpleXMLRPCServer", "socketserver.TCPServer", "xmlrpc.server.SimpleXMLRPCDispatcher"),
	}
}
