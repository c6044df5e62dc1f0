// The browser that all of the tests look through.
const { chromium } = require("playwright-core");

exports.launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

// open shows code-server's window on a folder or a workspace file. The page may
// talk to this machine only, so that no test depends on the network.
exports.open = async (browser, port, query, options) => {
  const page = await (await browser.newContext(options)).newPage();
  if (process.env.DEBUG) page.on("console", (m) => console.log("console:", m.text().slice(0, 200)));
  await page.route("**/*", (route) => {
    const url = new URL(route.request().url());
    const local = url.hostname === "127.0.0.1" || !url.protocol.startsWith("http");
    return local ? route.continue() : route.abort();
  });
  await page.goto(`http://127.0.0.1:${port}/?${new URLSearchParams(query)}`);
  return page;
};
