// Opens a window of code-server and waits until the tests in its extension host
// have written their result, which it prints.
//   node host.js PORT RESULT folder=PATH|workspace=PATH
const fs = require("fs");
const { launch, open } = require("./browser");

const deadline = 600000; // of all tests; each has its own
const [port, result, query] = process.argv.slice(2);

(async () => {
  const browser = await launch();
  try {
    await open(browser, port, query);
    for (const end = Date.now() + deadline; !fs.existsSync(result) && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 100));
  } finally {
    await browser.close();
  }
  process.stdout.write(fs.existsSync(result) ? fs.readFileSync(result, "utf8") : "FAIL no result\n0 passed, 1 failed\n");
})().catch((error) => {
  console.log(`FAIL ${error.stack}\n0 passed, 1 failed`);
  process.exit(1);
});
