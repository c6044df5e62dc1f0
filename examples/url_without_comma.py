import threading
import urllib.request

urls = ["https://example.com", "https://example.org"]


def fetch(url):
    page = urllib.request.urlopen(url).read()
    print(url, len(page))


threads = []
for url in urls:
    t = threading.Thread(target=fetch, args=(url))
    threads.append(t)
    t.start()
for t in threads:
    t.join()
