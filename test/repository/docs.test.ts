import { existsSync, globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ErrorCode } from '../../src/lib/error-codes.ts';
import { VARIABLE_NAMES } from '../../src/process/variables.ts';
import { LAYERS } from '../support/layers.ts';

const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/*.md')];
/** Commands that need Docker, a cluster, or Telnyx. */
const ELSEWHERE = /(?:^\s*|[`&] *)(?:docker|helm|kubectl) [a-z]|^\s*(?:TELNYX_API_URL=)?https:\/\/api\.telnyx\.com/m;
const read = (path: string) => readFileSync(path, 'utf8');
const matchesOf = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, match]) => match!);

test('sources end their lines at 120 columns', () => {
  const written = globSync('src/**/*.{ts,js}').filter((file) => !file.includes('/generated/'));
  const long = written.flatMap((file) =>
    read(file)
      .split('\n')
      .filter((line) => line.length > 120),
  );
  expect(long).toEqual([]);
});

describe.each(DOCUMENTS)('%s', (document) => {
  const text = read(document);

  test('links to files and headings that exist', () => {
    const links = matchesOf(text, /\]\(((?!https?:)[^)\s]+)\)/g);
    const dead = links.filter((link) => {
      const [path, heading] = link.split('#') as [string, string?];
      const target = path === '' ? document : posix.join(posix.dirname(document), path);
      return !existsSync(target) || (heading !== undefined && !headingsOf(read(target)).includes(heading));
    });
    expect(dead).toEqual([]);
  });

  test('has lines of at most 120 columns, but in tables and code', () => {
    const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');
    expect(prose.split('\n').filter((line) => line.length > 120 && !line.startsWith('|'))).toEqual([]);
  });

  test('says so where it prints a command that could not be run', () => {
    const sections = text.split(/^(?=##+ )/m);
    const unrun = sections.filter((section) => ELSEWHERE.test(section) && !/\bnot\s+run\s+here\b/.test(section));
    expect(unrun).toEqual([]);
  });

  test('names files that exist', () => {
    // Files of the endpoint that the ten steps are about.
    const known = (path: string) => existsSync(path) || /\brevocation\b/.test(path);
    const paths = matchesOf(text, /`((?:src|test|bench|examples|schema|docs|scripts)\/[\w./-]+)`/g);
    expect(paths.filter((path) => !known(path))).toEqual([]);
  });
});

/** As GitHub names them. */
function headingsOf(text: string): string[] {
  return matchesOf(text, /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}

test('rows of the hop tables name files of the folder that they name first', () => {
  const rows = read('docs/architecture.md').match(/^\| \d+[a-z]? \|.*$/gm)!;
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) {
    const folders = matchesOf(row, /`(src\/[\w/.-]+)`/g).map((path) => posix.dirname(path));
    for (const name of matchesOf(row, /`([\w-]+\.ts)`/g)) {
      const found = folders.some((folder) => [folder, posix.dirname(folder)].some((at) => existsSync(`${at}/${name}`)));
      expect({ row, name, found }).toEqual({ row, name, found: true });
    }
  }
});

test('README leads to each page of docs/', () => {
  const links = matchesOf(read('README.md'), /\]\((docs\/[^)#]+)/g);
  const pages = globSync('docs/*.{md,yml}');
  expect(pages.length).toBeGreaterThan(20);
  expect(pages.filter((page) => !links.includes(page))).toEqual([]);
});

test("README's table has each room of src/", () => {
  const rooms = matchesOf(read('README.md'), /`([a-z]+)\/`/g);
  const folders = globSync('src/*/').map((folder) => posix.basename(folder));
  expect(folders.filter((folder) => !rooms.includes(folder))).toEqual([]);
});

test('the table of settings names variables that are read; what it leaves out, security.md has', () => {
  const named = (text: string) => matchesOf(text, /`([A-Z]+(?:_[A-Z]+)*)(?:=[^`]*)?`/g);
  const rows = matchesOf(read('docs/settings.md'), /^\| (`[A-Z][^|]+)\|/gm);
  const names = rows.flatMap(named);
  expect(names.filter((name) => !VARIABLE_NAMES.includes(name))).toEqual(['NODE_EXTRA_CA_CERTS']);
  const known = new Set([...names, ...named(read('docs/security.md'))]);
  const missing = VARIABLE_NAMES.filter((name) => !known.has(name));
  // OpenTelemetry's own, which .env.example tells of.
  expect(missing.filter((name) => !name.startsWith('OTEL_'))).toEqual([]);
});

test('the page on errors has each code that a response can carry, and no other', () => {
  const section = read('docs/errors.md');
  const unseen: readonly string[] = [ErrorCode.NOT_FOUND, ErrorCode.UPSTREAM_ABORTED];
  const codes = Object.values(ErrorCode).filter((code) => !unseen.includes(code));
  expect([...new Set(matchesOf(section, /`([A-Z]+(?:_[A-Z]+)*)`/g))].toSorted()).toEqual(codes.toSorted());
});

test('the picture of the rooms has each of them, and no arrow that lint would refuse', () => {
  const [picture = ''] = matchesOf(read('docs/architecture.md'), /```mermaid\n([\s\S]*?)```/g);
  const labels = new Map([...picture.matchAll(/(\w+)\["([^"]+)"\]/g)].map(([, id, label]) => [id!, label!]));
  expect([...labels.values()].toSorted()).toEqual(Object.keys(LAYERS).toSorted());
  const arrows = matchesOf(picture.replaceAll(/\["[^"]+"\]/g, ''), /^ *(\w+ --> .+)$/gm).flatMap((line) => {
    const [from, to] = line.split(' --> ') as [string, string];
    return to.split(' & ').map((each) => [labels.get(from)!, labels.get(each)!] as const);
  });
  expect(arrows.length).toBeGreaterThan(labels.size);
  for (const [from, to] of arrows) {
    const { may } = LAYERS[from]!;
    expect({ from, to, may: may.some((place) => place === to || posix.dirname(place) === to) }).toEqual({
      from,
      to,
      may: true,
    });
  }
});

test('the runbook has a section for each alert, and no other', () => {
  const alerts = matchesOf(read('docs/alerts.yml'), /- alert: (\w+)/g);
  expect(matchesOf(read('docs/operations.md'), /^### (Gateway\w+)$/gm)).toEqual(alerts);
});
