/** Who may ask the server: by the address that was printed, from its own page, with the token, and in the one way. */
import { describe, expect, it } from 'vitest';
import { admit, mostBody, type RequestHead } from '../../src/serve/guards.ts';

const own = { port: 4711, token: 'sesame' };
const host = '127.0.0.1:4711';
const origin = `http://${host}`;

type Headers = RequestHead['headers'];
const get = (url: string, headers: Headers = {}): RequestHead => ({
  method: 'GET',
  url,
  headers: { host, ...headers },
});
const post = (url: string, headers: Headers = {}): RequestHead => ({
  method: 'POST',
  url,
  headers: { host, origin, 'content-type': 'application/json', ...headers },
});
const asked = (head: RequestHead) => admit(head, own, ['way']);
const statusOf = (head: RequestHead): number => {
  const wanted = asked(head);
  return 'status' in wanted ? wanted.status : 200;
};

describe('the page', () => {
  it('is for whoever has the whole address', () => {
    expect(asked(get('/sesame/'))).toEqual({ page: true });
    expect(asked(get('/sesame/', { host: 'localhost:4711' }))).toEqual({ page: true });
  });

  it.each([
    '/',
    '/sesam/',
    '/sesame2/',
    '/SESAME/',
    '/sesame',
    '/favicon.ico',
    '//sesame/',
    '/sesame/../',
    '*',
    '',
  ])('is not at %j', (url) => {
    expect(statusOf(get(url))).toBe(404);
  });

  it('is not under the name of another host, port or scheme, also with the token', () => {
    const hosts = [
      'evil.example',
      'evil.example:4711',
      '127.0.0.1',
      '127.0.0.1:80',
      '127.0.0.1:4711.evil.example',
    ];
    expect(hosts.map((one) => statusOf(get('/sesame/', { host: one })))).toEqual(hosts.map(() => 403));
    expect(statusOf({ method: 'GET', url: '/sesame/', headers: {} })).toBe(403);
  });

  it('is not for another page', () => {
    expect(statusOf(get('/sesame/', { origin: 'http://evil.example' }))).toBe(403);
    expect(statusOf(get('/sesame/', { origin: 'null' }))).toBe(403);
    expect(statusOf(get('/sesame/', { 'sec-fetch-site': 'cross-site' }))).toBe(403);
    expect(statusOf(get('/sesame/', { 'sec-fetch-site': 'same-site' }))).toBe(403);
    expect(statusOf(get('/sesame/', { 'sec-fetch-site': 'none' }))).toBe(200);
  });

  it('is read and nothing else', () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'get']) {
      expect(asked({ ...get('/sesame/'), method })).toEqual({
        status: 405,
        error: 'not like this',
        allow: 'GET, HEAD',
      });
    }
  });
});

describe('a question', () => {
  it('comes from the page', () => {
    expect(asked(post('/sesame/ask/way'))).toEqual({ question: 'way' });
    expect(statusOf(post('/sesame/ask/way', { origin: undefined }))).toBe(403);
    expect(statusOf(post('/sesame/ask/way', { origin: 'http://127.0.0.1:4712' }))).toBe(403);
    expect(statusOf(post('/sesame/ask/way', { origin: 'https://127.0.0.1:4711' }))).toBe(403);
    // The two names are one machine and two pages.
    expect(statusOf(post('/sesame/ask/way', { origin: 'http://localhost:4711' }))).toBe(403);
  });

  it('is one that there is', () => {
    for (const url of [
      'ask/',
      'ask/other',
      'ask/way/',
      'ask/way?x',
      'ask/constructor',
      'ask/../way',
      '../etc/passwd',
    ])
      expect(statusOf(post(`/sesame/${url}`))).toBe(404);
  });

  it('is asked in one way', () => {
    expect(asked({ ...post('/sesame/ask/way'), method: 'GET' })).toMatchObject({
      status: 405,
      allow: 'POST',
    });
    expect(statusOf(post('/sesame/ask/way', { 'content-type': 'text/plain' }))).toBe(415);
    expect(statusOf(post('/sesame/ask/way', { 'content-type': undefined }))).toBe(415);
    expect(statusOf(post('/sesame/ask/way', { 'content-type': 'application/json; charset=utf-8' }))).toBe(
      200,
    );
    expect(statusOf(post('/sesame/ask/way', { 'content-length': String(mostBody + 1) }))).toBe(413);
  });

  it('without the token is told nothing but that there is nothing', () => {
    expect(asked(post('/x/ask/way'))).toEqual(asked(get('/nothing/at/all')));
  });
});
