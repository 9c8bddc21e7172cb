package remit.server.authors;

import remit.server.authors.embedding.Embeddings;

/**
 * What an installation gives to its authors.
 *
 * @param secrets access tokens for models behind an endpoint
 * @param embeddings of sentences; one for all authors, so that no text is embedded twice
 */
public record AuthorTools(AuthorSecrets secrets, Embeddings embeddings) {
    /** With the embeddings that come with the product. */
    public static AuthorTools of(AuthorSecrets secrets) {
        return new AuthorTools(secrets, Embeddings.miniLm());
    }
}
