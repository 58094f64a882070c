/** The process that started this one, whichever way it did. */
export interface Parent {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Calls back when the parent is gone. Electron ends its utility processes itself. */
  onGone(listener: () => void): void;
}

interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** Electron's utilityProcess.fork gives a parent port, Node's child_process.fork a channel; null where there is neither. */
export function findParent(): Parent | null {
  const { parentPort } = process as NodeJS.Process & { readonly parentPort?: ParentPort };
  if (parentPort) {
    return {
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
      onGone: () => undefined,
    };
  }
  if (!process.send) return null;
  return {
    post: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
    onGone: (listener) => process.on('disconnect', listener),
  };
}
