import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { expect, sharedDesk, test } from '../fixtures.ts';

const desk = sharedDesk();

let datagrams: Socket;
let connections: Server;
let heard: string[];

test.beforeEach(async () => {
  heard = [];
  datagrams = createSocket('udp4', () => heard.push('a datagram')).bind(0, '127.0.0.1');
  await once(datagrams, 'listening');
  connections = createServer((socket) => {
    heard.push('a connection');
    socket.on('error', () => {}).destroy();
  }).listen(0, '127.0.0.1');
  await once(connections, 'listening');
});
test.afterEach(() => {
  datagrams.close();
  connections.close();
});

const udpPort = () => datagrams.address().port;
const tcpPort = () => (connections.address() as AddressInfo).port;

test('SECURITY 8: WebRTC, which no policy of the page holds back, reaches nobody', async () => {
  const { page } = desk;
  const candidates = await page.evaluate(
    async (servers) => {
      const found: string[] = [];
      for (const urls of servers) {
        const peer = new RTCPeerConnection({ iceServers: [{ urls, username: 'user', credential: 'password' }] });
        peer.createDataChannel('way out');
        const gathered = new Promise<void>((resolve) => {
          peer.addEventListener('icegatheringstatechange', () => peer.iceGatheringState === 'complete' && resolve());
        });
        peer.addEventListener(
          'icecandidate',
          ({ candidate }) => candidate?.candidate && found.push(candidate.candidate),
        );
        await peer.setLocalDescription(await peer.createOffer());
        await gathered;
        peer.close();
      }
      return found;
    },
    [
      `stun:127.0.0.1:${udpPort()}`,
      `turn:127.0.0.1:${udpPort()}?transport=udp`,
      `turn:127.0.0.1:${tcpPort()}?transport=tcp`,
      `turns:127.0.0.1:${tcpPort()}?transport=tcp`,
    ],
  );
  // Not even this machine's own addresses are found out.
  expect(candidates).toEqual([]);
  expect(heard).toEqual([]);
});

test('SECURITY 8: hints, beacons, sockets and workers reach nobody', async () => {
  const { page, station } = desk;
  station.expectComplaint(
    /Content Security Policy|ERR_BLOCKED_BY_CLIENT|WebTransport|ServiceWorker|Failed to register/,
  );
  const places = [
    'preconnect',
    'dns-prefetch',
    'prefetch',
    'prerender',
    'modulepreload',
    'preload',
    'manifest',
    'icon',
  ];
  const outcomes = await page.evaluate(
    async ({ places, origin }) => {
      for (const rel of places) {
        const link = document.createElement('link');
        Object.assign(link, { rel, href: `${origin}/${rel}`, className: 'way-out' });
        if (rel === 'preload') link.as = 'image';
        document.head.append(link);
      }
      const attempt = async (work: () => unknown): Promise<string> => {
        try {
          await work();
          return 'tried';
        } catch {
          return 'refused';
        }
      };
      const closed = (socket: EventTarget) =>
        new Promise((_, reject) => {
          socket.addEventListener('error', reject);
          socket.addEventListener('close', reject);
        });
      return {
        beacon: await attempt(() => navigator.sendBeacon(`${origin}/beacon`)),
        socket: await attempt(() => closed(new WebSocket(origin.replace('http', 'ws')))),
        events: await attempt(() => closed(new EventSource(`${origin}/events`))),
        worker: await attempt(() => closed(new Worker(`${origin}/worker.js`))),
        serviceWorker: await attempt(() => navigator.serviceWorker.register(`${origin}/worker.js`)),
        transport: await attempt(() => new WebTransport(origin.replace('http', 'https')).ready),
        image: await attempt(
          () =>
            new Promise((resolve, reject) => {
              const image = new Image();
              image.onload = resolve;
              image.onerror = reject;
              image.src = `${origin}/image`;
            }),
        ),
      };
    },
    { places, origin: `http://127.0.0.1:${tcpPort()}` },
  );
  const { beacon: _, ...others } = outcomes;
  expect(others).toEqual(Object.fromEntries(Object.keys(others).map((name) => [name, 'refused'])));
  // Nothing of it would be announced, so the hints are given a moment to be followed.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
  expect(heard).toEqual([]);
  await page.evaluate(() => document.querySelectorAll('.way-out').forEach((link) => void link.remove()));
});

test('SECURITY 8: the listeners of these tests do hear', async () => {
  await fetch(`http://127.0.0.1:${tcpPort()}/`).catch(() => {});
  const sender = createSocket('udp4');
  await new Promise((resolve) => sender.send('x', udpPort(), '127.0.0.1', resolve));
  sender.close();
  await expect.poll(() => [...heard].sort()).toEqual(['a connection', 'a datagram']);
});

test('SECURITY 9: a page that asks for a device is given none, where the system would choose the first', async () => {
  const outcome = await desk.station.electron.evaluate(({ BrowserWindow }) => {
    const told: { prevented: boolean; chosen: string | null } = { prevented: false, chosen: null };
    const event = { preventDefault: () => Object.assign(told, { prevented: true }) };
    const devices = [{ deviceId: 'first', deviceName: 'a headset' }];
    BrowserWindow.getAllWindows()[0]?.webContents.emit(
      'select-bluetooth-device' as never,
      event,
      devices,
      (chosen: string) => Object.assign(told, { chosen }),
    );
    return told;
  });
  expect(outcome).toEqual({ prevented: true, chosen: '' });
});
