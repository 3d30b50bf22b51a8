import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

/** The browsers that the tests accept, in order: Debian, Ubuntu, Chrome, playwright's own. */
const usual = [
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

interface Found {
  readonly launchArgs: string[];
  readonly executablePath?: string;
  /** Those that the browser really has; none where no browser starts. */
  readonly backends: readonly string[];
  /** A line for each thing that this machine lacks, and why. */
  readonly leftOut: readonly string[];
}

/** The first browser that starts: the chosen one or one of the others. */
export async function findBrowser(
  chosen = process.env['CHROMIUM_PATH'] ?? '',
  others: readonly string[] = usual,
): Promise<Found> {
  const leftOut: string[] = [];
  if (chosen && !existsSync(chosen)) {
    leftOut.push(`CHROMIUM_PATH: ${chosen} does not exist`);
  }
  const candidates = new Set([chosen, ...others].filter(existsSync));
  for (const executablePath of candidates) {
    try {
      return withBackends(executablePath, await probe(executablePath), leftOut);
    } catch (error) {
      leftOut.push(`${executablePath} does not start (${reason(error as Error)})`);
    }
  }
  leftOut.push(
    `webgl, webgpu and wasm in a browser: no Chromium ${candidates.size > 0 ? 'starts' : 'found'} ` +
      '(Debian: apt-get install chromium, or set CHROMIUM_PATH)',
  );
  return { launchArgs, backends: [], leftOut };
}

const graphics = ['webgl', 'webgpu'] as const;
type Graphics = Readonly<Record<(typeof graphics)[number], boolean>>;

function withBackends(executablePath: string, has: Graphics, leftOut: readonly string[]): Found {
  const lacking = graphics.filter((backend) => !has[backend]);
  return {
    launchArgs,
    executablePath,
    backends: ['wasm', ...graphics.filter((backend) => has[backend])],
    leftOut: [
      ...leftOut,
      ...lacking.map((backend) => `${backend}: ${executablePath} offers none on this machine`),
    ],
  };
}

/** Of playwright's many lines the one that says what happened. */
const reason = ({ message }: Error) => message.split('\n')[0]?.replace('browserType.launch: ', '');

/** WebGPU exists only on secure pages, so the probe opens an https page that never leaves the machine. */
async function probe(executablePath: string): Promise<Graphics> {
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
