export default [
  { id: 'spring', title: 'New spring teas 春茶上新', color: '#d9f7be', productId: 101 },
  { id: 'hiking', title: 'Go outside ⛰️', color: '#bae7ff', productId: 110 },
  { id: 'reading', title: 'Books for long evenings', color: '#ffe7ba', productId: 107 }
];
