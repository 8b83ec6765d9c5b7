// How long the review has been going on in this tab, beside the time that it is built for.

export default function (component) {
  const { space, minutes } = component.data;
  const key = `plumbline/${space}/began`;
  let began = Number(sessionStorage.getItem(key));
  if (!began) { began = Date.now(); try { sessionStorage.setItem(key, String(began)); } catch { /* it begins anew */ } }
  const place = component.parentElement;
  const shown = place.querySelector("span") || place.appendChild(document.createElement("span"));
  const tick = () => {
    const seconds = Math.max(0, Math.floor((Date.now() - began) / 1000));
    const words = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    shown.textContent = `${words} of ${minutes}:00`;
    shown.className = seconds > minutes * 60 ? "over" : "";
  };
  tick();
  clearInterval(place.ticking);
  place.ticking = setInterval(tick, 1000);
  return () => clearInterval(place.ticking);
}
