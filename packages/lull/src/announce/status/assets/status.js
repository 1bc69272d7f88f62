// Offers the zone of this device in one click; everything works without.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const button = document.getElementById('zone-here');
const select = document.getElementById('zone');
if (zone && button && select && select.value !== zone) {
  button.hidden = false;
  button.addEventListener('click', () => {
    const address = new URL(location.href);
    address.searchParams.set('zone', zone);
    location.assign(address);
  });
}
