/** Ranges, types, proxies: what the Electron edge reads from headers and answers. */
import { describe, expect, it } from 'vitest';
import { parseRange } from '../../main/electron/byte-range.ts';
import { attachmentHeaders, attachmentType, pageHeaders } from '../../main/electron/content-policy.ts';
import { proxyFromPac } from '../../main/electron/proxy.ts';

describe('a Range header', () => {
  it.each([
    ['bytes=0-', { start: 0, end: null }],
    ['bytes=10-19', { start: 10, end: 20 }],
    ['bytes=-500', null],
    ['bytes=5-4', null],
    ['bytes=0-1,5-6', null],
    ['octets=0-1', null],
    ['bytes=99999999999999999999-', null],
    [null, null],
  ])('%j asks for %j', (header, range) => {
    expect(parseRange(header)).toEqual(range);
  });
});

describe('content policies', () => {
  it('allow a page no inline script, no evaluation and nothing from elsewhere', () => {
    const policy = pageHeaders['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });
  it('put attachments in a sandbox of their own', () => {
    expect(attachmentHeaders['content-security-policy']).toContain("default-src 'none'; sandbox;");
    expect(attachmentHeaders['cache-control']).toBe('no-store');
  });
  it.each([
    ['application/pdf', 'application/pdf'],
    ['IMAGE/PNG; x=1', 'image/png'],
    ['text/plain', 'text/plain; charset=utf-8'],
    ['text/html', 'application/octet-stream'],
    ['image/svg+xml', 'application/octet-stream'],
    ['application/xhtml+xml', 'application/octet-stream'],
    ['', 'application/octet-stream'],
  ])('serve %j as %s', (given, served) => {
    expect(attachmentType(given)).toBe(served);
  });
});

describe('the system’s proxy answer', () => {
  it.each([
    ['DIRECT', null],
    ['PROXY proxy.chu.example:8080; DIRECT', 'http://proxy.chu.example:8080'],
    ['HTTPS proxy.chu.example:443', 'https://proxy.chu.example:443'],
    ['SOCKS5 proxy:1080; PROXY autre:3128', 'http://autre:3128'],
    ['', null],
  ])('%j means %j', (answer, proxy) => {
    expect(proxyFromPac(answer)).toBe(proxy);
  });
});
