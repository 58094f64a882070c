// Reads, writes or deletes what the app keeps in the keyring of the desktop session that this process runs in. A process
// of its own, since libsecret takes its session from the environment once and for all.
import keytar from 'keytar';

const service = 'countersign';
const [action, account = '', secret = ''] = process.argv.slice(2);
if (action === 'list') process.stdout.write(JSON.stringify(await keytar.findCredentials(service)));
else if (action === 'write') await keytar.setPassword(service, account, secret);
else if (action === 'delete') await keytar.deletePassword(service, account);
else throw new Error(`no such action: ${action}`);
