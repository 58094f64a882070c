import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import {
  type Bridge,
  type RequestName,
  requestChannel,
  requestNames,
  type Snapshot,
  snapshotChannel,
} from './contract.ts';

// Nothing of ipcRenderer itself, and no event object, reaches the page.
const calls = Object.fromEntries(
  requestNames.map((name: RequestName) => [
    name,
    (argument: unknown, service: unknown) => ipcRenderer.invoke(requestChannel(name), argument, service),
  ]),
) as Omit<Bridge, 'subscribe'>;

const subscribe: Bridge['subscribe'] = (listener) => {
  const deliver = (_event: IpcRendererEvent, snapshot: Snapshot) => listener(snapshot);
  ipcRenderer.on(snapshotChannel, deliver);
  return () => {
    ipcRenderer.removeListener(snapshotChannel, deliver);
  };
};

contextBridge.exposeInMainWorld('authority', { ...calls, subscribe });
