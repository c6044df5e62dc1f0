import threading

def good():
    return before()

t = threading.Thread(target=good
t.start()

def walk()
    step()

x = = 3 lost(y) ) def gone ( =
after(x)
