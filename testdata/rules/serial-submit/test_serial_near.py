from concurrent.futures import ThreadPoolExecutor


def test_each_alone(urls=("a", "b")):
    with ThreadPoolExecutor() as pool:
        for u in urls:
            assert pool.submit(str, u).result() == u
