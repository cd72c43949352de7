// The one web type the ports mention. It exists in every runtime, but this package compiles without any runtime's
// type library, so that nothing else of it can be used by mistake. Where a library is present, both merge.
interface AbortSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
}
