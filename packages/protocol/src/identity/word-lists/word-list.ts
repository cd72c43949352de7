/** One language of recovery phrases. Words are told apart by their first `prefixLength` letters alone. */
export interface WordList {
  readonly language: string;
  readonly prefixLength: number;
  /** In lower case, as phrases are compared. Order matters; 1626 entries in every list of the network. */
  readonly words: readonly string[];
}
