/** The package: exact versions, no dependency that is not used, none that is not declared. */
import { describe, expect, it } from 'vitest';
import { bundled } from '../../src/serve/notices.ts';
import { codeFiles, importsOf, read } from './sources.ts';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

const manifest: Manifest = JSON.parse(read('package.json'));
const all = { ...manifest.dependencies, ...manifest.devDependencies };

/** The packages that files import, by name: without their inner paths, and without Node's own. */
function packagesOf(paths: readonly string[]): Map<string, string> {
  const found = paths.flatMap((path) =>
    importsOf(path)
      .filter(
        ({ target, specifier }) => target === null && /^@?[a-z]/.test(specifier) && !specifier.includes(':'),
      )
      .map(({ specifier }): [string, string] => [packageOf(specifier), path]),
  );
  return new Map(found);
}

/** The build makes one file of it and of what it imports. */
function isBundled(path: string): boolean {
  return path.startsWith('src/page/');
}

function packageOf(specifier: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
}

describe('package.json', () => {
  it('pins every dependency to one version', () => {
    const wrong = Object.entries(all)
      .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
      .map(([name, version]) => `${name} is ${version}: write the one version that was tested (npm i -E).`);
    expect(wrong).toEqual([]);
  });

  it('pins what the lockfile has', () => {
    const { packages } = JSON.parse(read('package-lock.json'));
    const wrong = Object.entries(all)
      .filter(([name, version]) => packages[`node_modules/${name}`]?.version !== version)
      .map(([name]) => `${name} differs in package-lock.json: run npm install and commit the lockfile.`);
    expect(wrong).toEqual([]);
  });

  it('declares what the product imports as dependencies, and nothing else', () => {
    const imported = packagesOf(
      codeFiles().filter((path) => /^(?:src|invariants)\//.test(path) && !isBundled(path)),
    );
    const missing = [...imported]
      .filter(([name]) => !(name in manifest.dependencies))
      .map(([name, path]) => `${path} imports ${name}: enter it under dependencies.`);
    const unused = Object.keys(manifest.dependencies)
      .filter((name) => !imported.has(name))
      .map((name) => `nothing in src/ or invariants/ imports ${name}: take it out of dependencies.`);
    expect([...missing, ...unused]).toEqual([]);
  });

  it('names whoever has written what the page is made with, and ships none of it otherwise', () => {
    const imported = packagesOf(codeFiles().filter(isBundled));
    expect([...imported.keys()].sort()).toEqual(bundled.map(({ name }) => name).sort());
    expect([...imported.keys()].filter((name) => name in manifest.dependencies)).toEqual([]);
  });

  it('declares what the tests import', () => {
    const imported = packagesOf(codeFiles().filter((path) => !/^(?:src|invariants)\//.test(path)));
    const wrong = [...imported]
      .filter(([name]) => !(name in all))
      .map(([name, path]) => `${path} imports ${name}: enter it under devDependencies.`);
    expect(wrong).toEqual([]);
  });

  it('declares for development only what is imported, run by a script, or gives types to what is used', () => {
    const imported = packagesOf(codeFiles());
    const { packages } = JSON.parse(read('package-lock.json'));
    const words = Object.values(manifest.scripts).flatMap((script) => script.split(/\s+/));
    const isRun = (name: string): boolean =>
      [name, ...Object.keys(packages[`node_modules/${name}`]?.bin ?? {})].some((bin) => words.includes(bin));
    const typed = (name: string): boolean => {
      const of = /^@types\/(.+)$/.exec(name)?.[1];
      return of !== undefined && (of === 'node' || imported.has(of));
    };
    const unused = Object.keys(manifest.devDependencies)
      .filter((name) => !imported.has(name) && !isRun(name) && !typed(name))
      .map((name) => `nothing uses ${name}: take it out of devDependencies.`);
    expect(unused).toEqual([]);
  });

  it('names only files that exist in its scripts', () => {
    const files = Object.values(manifest.scripts).flatMap((script) => script.match(/\btest\/\S+/g) ?? []);
    expect(files.filter((path) => read(path) === '')).toEqual([]);
  });
});
