/** The posts that were counted for one topic, and whoever knows better what one is about. A feed is hostile text: shown as text, no pictures, links to http(s) only. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { AskForm } from "./house-words.tsx";
import { useText } from "./i18n.ts";
import type { Words } from "./model.ts";
import { Loading, useMe, watches } from "./shell.tsx";
import { useTopics } from "./topics.tsx";
import { type Post, topicsApi } from "./topics-api.ts";

export function TopicPage() {
  const { t, say, lang } = useText();
  const { topicId } = useParams({ from: "/inside/desk/topics/$topicId" });
  const filter = useSearch({ from: "/inside/desk/topics/$topicId" });
  const table = useTopics(filter);
  const list = useQuery({
    queryKey: ["topics", "posts", topicId, filter, lang],
    queryFn: () => topicsApi.posts(topicId, filter, lang),
    staleTime: 0,
  });
  const topics = table.data?.topics ?? [];
  const named = topics.find(({ id }) => id === topicId)?.name;
  const title = named ? say(named) : topicId;
  useEffect(() => {
    document.title = `${title} · ${t("brand")}`;
  }, [title, t]);
  return (
    <main className="house topics" id="main">
      <p>
        <Link to="/desk/topics" search={filter}>
          {t("topics.back")}
        </Link>
      </p>
      <h1>{title}</h1>
      {list.data ? (
        <Posts
          posts={list.data.posts}
          isAll={list.data.isAll}
          others={topics.filter(({ id }) => id !== topicId)}
        />
      ) : (
        <Loading error={list.error} again={() => void list.refetch()} />
      )}
    </main>
  );
}

type Named = { id: string; name: Words };

function Posts({ posts, isAll, others }: { posts: Post[]; isAll: boolean; others: Named[] }) {
  const { t } = useText();
  if (posts.length === 0) return <p className="blank">{t("topics.posts.none")}</p>;
  return (
    <>
      <p className="m">
        {t(isAll ? "topics.posts.all" : "topics.posts.newest", { count: posts.length })}
      </p>
      <table>
        <thead>
          <tr>
            {["title", "source", "at", "why"].map((head) => (
              <th key={head} scope="col">
                {t(`topics.posts.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {posts.map((post) => (
            <One key={`${post.source} ${post.key}`} post={post} others={others} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function One({ post, others }: { post: Post; others: Named[] }) {
  const { t, moment } = useText();
  const { role } = useMe();
  const { title, url, source, at, matchedBy, counts } = post;
  return (
    <tr>
      <td className="say">
        {url && /^https?:\/\//i.test(url) ? (
          <a href={url} rel="nofollow noopener noreferrer" target="_blank">
            {title}
          </a>
        ) : (
          title || t("topics.posts.untitled")
        )}
        {counts ? null : <p className="m">{t("topics.posts.not-counted")}</p>}
        {watches(role) && title ? (
          <details>
            <summary>{t("topics.wrong")}</summary>
            <Correct post={post} others={others} />
          </details>
        ) : null}
      </td>
      <td>{source}</td>
      <td>
        <time dateTime={at}>{moment(at)}</time>
      </td>
      <td className="mono">{matchedBy}</td>
    </tr>
  );
}

/** What a person says wins, for every post of its story and for whoever tells it later. */
function Correct({ post, others }: { post: Post; others: Named[] }) {
  const { t, say } = useText();
  const queries = useQueryClient();
  const [topic, setTopic] = useState("other");
  const id = `correct-${post.source}-${post.key}`;
  return (
    <AskForm
      id={id}
      label={t("topics.wrong.send")}
      look="b"
      deed={async (reason) => {
        await topicsApi.correct(post, topic, reason);
        await queries.invalidateQueries({ queryKey: ["topics"] });
      }}
    >
      <label htmlFor={`${id}-topic`}>{t("topics.wrong.topic")}</label>
      <select id={`${id}-topic`} value={topic} onChange={(event) => setTopic(event.target.value)}>
        <option value="other">{t("topics.wrong.other")}</option>
        {others.map(({ id, name }) => (
          <option key={id} value={id}>
            {say(name)}
          </option>
        ))}
      </select>
    </AskForm>
  );
}
