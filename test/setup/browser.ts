import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

/** The browsers that the tests accept, in order: an explicit choice, Debian, Ubuntu, Chrome, playwright's own. */
const candidates = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
  chromium.executablePath(),
];

const launchArgs = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
];

/** Which backends the found browser really has, and a line for each that is left out. */
export async function findBrowser() {
  const executablePath = candidates.find((path) => path && existsSync(path));
  if (!executablePath) {
    const leftOut = [
      'webgl, webgpu and wasm in a browser: no Chromium found (Debian: apt-get install chromium, or set CHROMIUM_PATH)',
    ];
    return { executablePath, launchArgs, backends: [] as string[], leftOut };
  }
  const has = await probe(executablePath);
  const backends = ['wasm', ...(has.webgl ? ['webgl'] : []), ...(has.webgpu ? ['webgpu'] : [])];
  const leftOut = (['webgl', 'webgpu'] as const)
    .filter((backend) => !has[backend])
    .map((backend) => `${backend}: ${executablePath} offers none on this machine`);
  return { executablePath, launchArgs, backends, leftOut };
}

/** WebGPU exists only on secure pages, so the probe opens an https page that never leaves the machine. */
async function probe(executablePath: string): Promise<{ webgl: boolean; webgpu: boolean }> {
  const browser = await chromium.launch({ executablePath, args: launchArgs });
  try {
    const page = await browser.newPage();
    await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
    await page.goto('https://localhost/');
    return await page.evaluate(async () => {
      const gpu = (navigator as { gpu?: { requestAdapter(): Promise<unknown> } }).gpu;
      return {
        webgl: document.createElement('canvas').getContext('webgl2') !== null,
        webgpu: Boolean(await gpu?.requestAdapter()),
      };
    });
  } finally {
    await browser.close();
  }
}
