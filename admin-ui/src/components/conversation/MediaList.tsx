import { DownloadOutlined, PaperClipOutlined } from "@ant-design/icons";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { Media, Message } from "@/lib/api/types";
import { formatBytes, formatClock } from "@/lib/format";

/** Files of a message: pictures in place, everything else to download. */
export function MediaList({ message }: { message: Message }) {
  return message.media.map((media) => (
    <Fragment key={media.position}>
      {isPicture(media) && media.url ? <Picture media={media} url={media.url} /> : <FileRow media={media} />}
    </Fragment>
  ));
}

function isPicture(media: Media): boolean {
  return media.kind === "image" || media.kind === "emotion";
}

function useMediaName(): (media: Media) => string {
  const { t } = useTranslation();
  return (media) => media.name || t(`message.types.${media.kind}`, { defaultValue: media.kind });
}

function Picture({ media, url }: { media: Media; url: string }) {
  const nameOf = useMediaName();
  return (
    <a className="message-picture" href={url} target="_blank" rel="noreferrer">
      <img src={url} alt={nameOf(media)} loading="lazy" />
    </a>
  );
}

function FileRow({ media }: { media: Media }) {
  const { t } = useTranslation();
  const name = useMediaName()(media);
  return (
    <div className="message-file">
      <PaperClipOutlined aria-hidden />
      <span className="message-file-name">{name}</span>
      <span className="muted num">
        {media.duration_s > 0 && ` ${formatClock(media.duration_s)}`}
        {media.size > 0 && ` ${formatBytes(media.size)}`}
      </span>
      {media.url ? (
        <a href={media.url} download aria-label={t("message.download", { name })}>
          <DownloadOutlined aria-hidden />
        </a>
      ) : (
        <span className="muted">{t(`message.media_state.${media.state}`)}</span>
      )}
    </div>
  );
}
