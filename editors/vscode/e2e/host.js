// Opens a window of code-server and waits until the tests in its extension host
// have written their result, which it prints. A workspace that they ask the user to
// trust is trusted.
//   node host.js PORT RESULT folder=PATH|workspace=PATH
const fs = require("fs");
const { launch, open } = require("./browser");

const deadline = 600000; // of all tests; each has its own
const [port, result, query] = process.argv.slice(2);

(async () => {
  const browser = await launch();
  try {
    const page = await open(browser, port, query);
    const trust = page.locator(".workspace-trust-editor .monaco-button", { hasText: /^Trust$/ }).first();
    for (const end = Date.now() + deadline; !fs.existsSync(result) && Date.now() < end; await page.waitForTimeout(100)) {
      if (await trust.isVisible()) await trust.click({ timeout: 5000 }).catch(() => {}); // it may be gone by now
    }
  } finally {
    await browser.close();
  }
  process.stdout.write(fs.existsSync(result) ? fs.readFileSync(result, "utf8") : "FAIL no result\n0 passed, 1 failed\n");
})().catch((error) => {
  console.log(`FAIL ${error.stack}\n0 passed, 1 failed`);
  process.exit(1);
});
