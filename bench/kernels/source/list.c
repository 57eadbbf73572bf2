/* Walks and relinks a list of 1024 nodes, n times. */
#include "kernel.h"
typedef struct Node { struct Node *next; i32 value; } Node;
static Node node[1024];
EXPORT i32 run(i32 n) {
  for (u32 i = 0; i < 1024; i++) { node[i].next = i == 1023 ? 0 : &node[(i + 1) & 1023]; node[i].value = (i32)(i * 2654435761u); }
  Node *head = node;
  u32 sum = 0;
  for (i32 round = 0; round < n; round++) {
    Node *reversed = 0;
    while (head) { Node *next = head->next; head->next = reversed; reversed = head; sum = sum * 3 + (u32)head->value; head = next; }
    head = reversed;
  }
  return (i32)sum;
}
