// Draws images/icon.png from images/icon.svg.
//   NODE_PATH=... node icon.js    env CHROMIUM
const fs = require("fs");
const path = require("path");
const { launch } = require("./browser");

(async () => {
  const images = path.join(__dirname, "..", "images");
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 128, height: 128 } });
  await page.setContent(`<body style="margin:0">${fs.readFileSync(path.join(images, "icon.svg"), "utf8")}`);
  await page.locator("svg").screenshot({ path: path.join(images, "icon.png"), omitBackground: true });
  await browser.close();
})();
