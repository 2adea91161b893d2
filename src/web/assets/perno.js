"use strict";

// On a narrow screen the navigation scrolls: the page's own place in it is brought into view.
{
  const nav = document.querySelector("header.top nav"), here = nav?.querySelector("[aria-current]");
  if (here) nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
}
