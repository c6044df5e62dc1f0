package pylib

// webRows is web frameworks: views run in threads of the server or a pool.
func webRows() library {
	view := &Handoff{On: Pool, Many: Several, Pass: UnknownPassing}
	route := Call{Does: Mutates, Decorates: view, Keeps: true}
	run := Call{Does: Blocks | IO | NeverReturns | UserCode, GIL: GILReleased}
	return library{
		calls: []Call{
			{Name: "flask.Flask(import_name)", Does: IO, Returns: "flask.Flask"}, {Name: "fastapi.FastAPI()", Does: Pure, Returns: "fastapi.FastAPI"}, {Name: "flask.Blueprint(name,import_name)", Does: Pure, Returns: "flask.Blueprint"},
			{Name: "fastapi.APIRouter()", Does: Pure, Returns: "fastapi.APIRouter"}, {Name: "flask.jsonify()", Does: CPU, GIL: GILHeld}, {Name: "flask.render_template(template_name_or_list)", Does: CPU | IO, GIL: GILHeld, Returns: "str"},
			{Name: "flask.copy_current_request_context(f)", Does: Pure, Keeps: true}, {Name: "flask_socketio.SocketIO()", Does: Pure, Returns: "flask_socketio.SocketIO"},
			{Name: "flask_socketio.SocketIO.start_background_task(target)", Does: Starts, Handoff: &Handoff{Param: "target", On: NewThread, Many: One, Pass: PassStar}, Returns: "threading.Thread"},
			{Name: "flask_socketio.SocketIO.sleep(seconds)", Does: Blocks | Sleeps, Timeout: "seconds"}, {Name: "flask_socketio.SocketIO.emit(event)", Does: IO},
			{Name: "socketio.Server.start_background_task(target)", Does: Starts, Handoff: &Handoff{Param: "target", On: NewThread, Many: One, Pass: PassStar}, Returns: "threading.Thread"},
		},
		families: []family{
			{"", `flask.Flask.route(rule) flask.Flask.before_request(f) flask.Flask.after_request(f) flask.Flask.teardown_request(f) flask.Blueprint.route(rule)
				flask.Flask.get(rule) flask.Flask.post(rule) bottle.route(path) bottle.get(path) bottle.post(path) bottle.Bottle.route(path)
				fastapi.FastAPI.get(path) fastapi.FastAPI.post(path) fastapi.FastAPI.put(path) fastapi.FastAPI.delete(path) fastapi.FastAPI.patch(path)
				fastapi.APIRouter.get(path) fastapi.APIRouter.post(path) fastapi.APIRouter.put(path) fastapi.APIRouter.delete(path)
				flask_socketio.SocketIO.on(message) flask_socketio.SocketIO.event()`, route},
			{"", "flask.Flask.run(host,port,debug) bottle.run(app) uvicorn.run(app) waitress.serve(app) flask_socketio.SocketIO.run(app) aiohttp.web.run_app(app)", run},
		},
		types: []Type{
			{Name: "flask.Flask", NoIter: true}, {Name: "flask.Blueprint", NoIter: true}, {Name: "fastapi.FastAPI", NoIter: true}, {Name: "fastapi.APIRouter", NoIter: true}, {Name: "bottle.Bottle", NoIter: true},
			{Name: "flask_socketio.SocketIO", NoIter: true}, {Name: "socketio.Server", NoIter: true},
			{Name: "django.views.View", NoIter: true, Roots: viewRoots()}, {Name: "flask.views.MethodView", NoIter: true, Roots: viewRoots()}, {Name: "rest_framework.views.APIView", NoIter: true, Roots: viewRoots()},
		},
		aliases: map[string]string{"django.views.generic.View": "django.views.View", "django.views.generic.base.View": "django.views.View", "flask.app.Flask": "flask.Flask", "fastapi.applications.FastAPI": "fastapi.FastAPI"},
	}
}

func viewRoots() []Root {
	var out []Root
	for _, m := range []string{"get", "post", "put", "patch", "delete", "dispatch"} {
		out = append(out, Root{Method: m, On: Pool, Many: Several, Fixed: -1})
	}
	return out
}

// databaseRows is databases and caches, and whether threads may share them.
func databaseRows() library {
	wait := Call{Does: Blocks | IO, GIL: GILReleased, Raises: true}
	sqlite := Call{Does: IO, GIL: GILReleased, Raises: true, Returns: "sqlite3.Cursor"}
	confined := func(name string) Type {
		return Type{Name: name, Share: ConfinedShared, Safer: "check_same_thread", NoPickle: true, Iterable: name == "sqlite3.Cursor", NoIter: name != "sqlite3.Cursor"}
	}
	unsafe := func(names ...string) []Type {
		var out []Type
		for _, n := range names {
			out = append(out, Type{Name: n, Share: UnsafeShared})
		}
		return out
	}
	return library{
		calls: []Call{
			{Name: "sqlite3.connect(database,timeout,detect_types,isolation_level,check_same_thread,factory,cached_statements,uri)", Does: IO, GIL: GILReleased, Returns: "sqlite3.Connection", Raises: true},
			{Name: "sqlite3.Connection.commit()", Does: IO, GIL: GILReleased, Returns: "None", Raises: true}, {Name: "sqlite3.Connection.rollback()", Does: IO, GIL: GILReleased, Returns: "None"},
			{Name: "sqlite3.Connection.close()", Does: IO | Closes, Returns: "None"}, {Name: "sqlite3.Connection.cursor(factory)", Does: Pure, Returns: "sqlite3.Cursor"}, {Name: "sqlite3.Cursor.close()", Does: Closes, Returns: "None"},
			{Name: "sqlite3.Cursor.fetchall()", Does: IO, GIL: GILReleased, Returns: "list"}, {Name: "sqlite3.Cursor.fetchone()", Does: IO, GIL: GILReleased}, {Name: "sqlite3.Cursor.fetchmany(size)", Does: IO, GIL: GILReleased, Returns: "list"},
			{Name: "sqlalchemy.create_engine(url)", Does: Pure, Returns: "sqlalchemy.Engine"}, {Name: "sqlalchemy.orm.scoped_session(session_factory)", Does: Pure}, {Name: "sqlalchemy.orm.Session.*", Does: Blocks | IO, GIL: GILReleased, Raises: true},
			{Name: "shelve.open(filename)", Does: IO, Returns: "shelve.Shelf"}, {Name: "dbm.open(file)", Does: IO},
		},
		families: []family{
			{"sqlite3.Connection.", "execute(sql,parameters) executemany(sql,parameters) executescript(sql_script)", sqlite},
			{"sqlite3.Cursor.", "execute(sql,parameters) executemany(sql,seq_of_parameters) executescript(sql_script)", sqlite},
			{"", "psycopg2.connect(dsn) pymysql.connect() mysql.connector.connect() MySQLdb.connect() pymongo.MongoClient(host)", wait},
		},
		types: append([]Type{confined("sqlite3.Connection"), confined("sqlite3.Cursor"),
			{Name: "sqlalchemy.Engine", Share: SafeShared, NoIter: true, NoPickle: true}, {Name: "shelve.Shelf", Share: UnsafeShared, Iterable: true}},
			unsafe("sqlalchemy.orm.Session", "cachetools.Cache", "cachetools.TTLCache", "cachetools.LRUCache", "cachetools.LFUCache")...),
		aliases: map[string]string{"sqlalchemy.orm.session.Session": "sqlalchemy.orm.Session", "sqlalchemy.engine.Engine": "sqlalchemy.Engine", "sqlalchemy.engine.base.Engine": "sqlalchemy.Engine",
			"sqlite3.dbapi2": "sqlite3", "_sqlite3": "sqlite3", "sqlalchemy.engine.create_engine": "sqlalchemy.create_engine"},
	}
}
