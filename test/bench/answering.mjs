// A service that answers everything at once and as briefly as it can, in a process of its own: what it costs is not
// counted with those who ask it; GET /asked tells how often it was asked. With a certificate it speaks TLS, and HTTP/2 to those who want that.
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';

const [key, cert] = process.argv.slice(2);
let asked = 0;
const answer = (request, response) => {
  request.resume();
  if (request.url === '/asked') return response.end(String(asked));
  asked += 1;
  // Every job waits for its confirmation.
  response.writeHead(202).end();
};
const server =
  key === undefined
    ? createServer({ keepAliveTimeout: 60_000 }, answer)
    : createSecureServer({ key, cert, allowHTTP1: true }, answer);
server.listen(0, '127.0.0.1', () => process.send?.(server.address().port));
process.on('disconnect', () => process.exit());
