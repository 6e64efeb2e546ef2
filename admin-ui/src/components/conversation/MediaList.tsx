import { DownloadOutlined, PaperClipOutlined } from "@ant-design/icons";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Media, Message } from "@/lib/api/types";
import { formatBytes, formatClock } from "@/lib/format";

/** Files of a message: pictures and sounds in place, everything to download. */
export function MediaList({ message }: { message: Message }) {
  return message.media.map((media) => (
    <Fragment key={media.position}>
      {isPicture(media) && media.url ? <Picture media={media} url={media.url} /> : <FileRow media={media} />}
      {isSound(media) && media.url && <Sound media={media} url={media.url} />}
    </Fragment>
  ));
}

function isSound(media: Media): boolean {
  return media.kind === "voice" || media.kind === "call_recording";
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

/** Asked of the server only when somebody presses play; gone when it turns out that it cannot be played. */
function Sound({ media, url }: { media: Media; url: string }) {
  const { t } = useTranslation();
  const name = useMediaName()(media);
  const [unplayable, setUnplayable] = useState(false);
  if (unplayable) return <p className="muted">{t("message.unplayable")}</p>;
  return (
    // biome-ignore lint/a11y/useMediaCaption: what was said has no transcript
    <audio
      className="message-sound"
      controls
      preload="none"
      src={`${url}?as=sound`}
      aria-label={t("message.play", { name })}
      onError={() => setUnplayable(true)}
    />
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
